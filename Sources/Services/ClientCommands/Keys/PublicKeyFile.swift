import ClientAPIContract
import Glibc
import LinuxSystem
import PlatformModel

/// A public key as `ssh-keygen` leaves it. The server parses it; here is only seen to it that it is not something else,
/// above all that no private key leaves this machine.
struct PublicKeyFile: Equatable, Sendable {
    let path: String
    /// Type, base64 and comment, on one line.
    let line: String

    /// - Throws: ``ClientError`` for what is not one public key.
    init(path: String, text: String) throws(ClientError) {
        if text.contains("PRIVATE KEY") || text.contains("PuTTY-User-Key-File") {
            throw ClientError(
                .invalid, "\(path) is a private key; it was not sent anywhere",
                next: "paastech keys add \(path == "-" ? "FILE.pub" : "\(path).pub")")
        }
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        guard let first = lines.first, lines.count == 1, Self.looksLikeKey(first) else {
            throw ClientError(
                .invalid, "\(path) holds no single public key: expected one line like \"ssh-ed25519 AAAA… comment\"",
                next: "paastech keys add ~/.ssh/id_ed25519.pub")
        }
        self.path = path
        line = String(first)
    }

    private static func looksLikeKey(_ line: Substring) -> Bool {
        let fields = line.split(separator: " ")
        return fields.count >= 2 && ["ssh-", "ecdsa-", "sk-"].contains { fields[0].hasPrefix($0) }
            && fields[1].hasPrefix("AAAA")
    }

    private var fields: [Substring] { line.split(maxSplits: 2, whereSeparator: { $0 == " " || $0 == "\t" }) }

    /// Without the comment, as the server shows keys.
    var typeAndBlob: String { fields.prefix(2).joined(separator: " ") }

    /// The comment, or the file's name, cut to what a key's name may have.
    var suggestedName: String {
        let comment = fields.count > 2 ? TerminalText.plain(String(fields[2])) : ""
        let file = path.split(separator: "/").last.map(String.init) ?? path
        let stem = file.hasSuffix(".pub") ? String(file.dropLast(4)) : file
        let name = comment.allSatisfy(\.isWhitespace) ? (path == "-" ? "key" : stem) : comment
        return String(name.prefix(Limits.keyName.upperBound))
    }
}

extension PublicKeyFile {
    /// Reads a file as typed, or standard input for `-`.
    static func read(_ file: String, _ surroundings: Surroundings) throws -> PublicKeyFile {
        let limit = 64 << 10
        guard file != "-" else {
            let bytes = try Descriptor(owning: dup(STDIN_FILENO)).readAll(limit: limit)
            return try PublicKeyFile(path: file, text: String(decoding: bytes, as: UTF8.self))
        }
        let bytes: [UInt8]
        do {
            bytes = try Descriptor.open(surroundings.resolve(file), flags: O_RDONLY | O_NOCTTY).readAll(limit: limit)
        } catch {
            throw ClientError(
                .file, "\(file) cannot be read: \(LinuxError.reason(error.code))", next: "paastech keys add FILE.pub")
        }
        return try PublicKeyFile(path: file, text: String(decoding: bytes, as: UTF8.self))
    }

    /// The public keys in `~/.ssh`, those that OpenSSH tries first first; certificates and what cannot be read left out.
    static func all(_ surroundings: Surroundings) throws -> [PublicKeyFile] {
        guard let home = surroundings.home, let directory = opendir("\(home)/.ssh") else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasSuffix(".pub"), !name.hasSuffix("-cert.pub") { names.append(name) }
        }
        names.sort { (rank($0), $0) < (rank($1), $1) }
        return names.compactMap { try? read("\(home)/.ssh/\($0)", surroundings) }
    }

    private static func rank(_ name: String) -> Int {
        ["ed25519", "ecdsa", "rsa"].firstIndex { name.contains($0) } ?? 3
    }
}
