import Foundation
import PlatformModel

/// The secret that signs access tokens, made once and kept in a file that only its owner may read.
public struct SigningSecret: Sendable {
    static let length = 32

    let bytes: [UInt8]

    /// Reads the file, or makes it. Two processes that start at once end up with the same secret.
    ///
    /// - Throws: ``PlatformError`` when it can neither be read nor made, or when others may read it.
    public init(file: String) throws(PlatformError) {
        if let known = try Self.read(file) {
            bytes = known
            return
        }
        try Self.make(file)
        guard let made = try Self.read(file) else {
            throw PlatformError(.internalError, "the signing secret \(file) disappeared while it was being made")
        }
        bytes = made
    }

    /// `nil` when there is none yet.
    private static func read(_ file: String) throws(PlatformError) -> [UInt8]? {
        var status = stat()
        guard stat(file, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw PlatformError(.internalError, "cannot look at \(file): \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw PlatformError(
                .forbidden,
                "\(file), the secret that signs access tokens, may be read by others: remove it, and a new one is made")
        }
        guard let data = FileManager.default.contents(atPath: file), data.count == length else {
            throw PlatformError(
                .internalError, "\(file) does not hold \(length) bytes: remove it, and a new secret is made")
        }
        return Array(data)
    }

    /// Writes it aside first; the link fails when another process was faster, whose secret then counts.
    private static func make(_ file: String) throws(PlatformError) {
        var generator = SystemRandomNumberGenerator()
        let secret = Data((0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
        let temporary = "\(file).\(getpid())"
        defer { unlink(temporary) }
        let isWritten = FileManager.default.createFile(
            atPath: temporary, contents: secret, attributes: [.posixPermissions: NSNumber(value: 0o600)])
        guard isWritten, link(temporary, file) == 0 || errno == EEXIST else {
            throw PlatformError(.internalError, "cannot make \(file): \(String(cString: strerror(errno)))")
        }
    }
}
