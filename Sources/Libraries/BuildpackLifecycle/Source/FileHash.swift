import Glibc
import LinuxSystem

/// Hashes of files' contents under one key.
public struct FileHash {
    private let key: SipHash.Key
    private var buffer = [UInt8](repeating: 0, count: 256 * 1024)

    public init(_ key: SipHash.Key) { self.key = key }

    /// Hash of a regular file's content, with its status when it was opened; nil where it is none or cannot be read.
    public mutating func of(_ path: BytePath) throws -> (hash: UInt64, status: FileStatus)? {
        let number = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }
        guard number >= 0 else { return nil }
        let file = Descriptor(owning: number)
        var raw = stat()
        guard fstat(number, &raw) == 0 else { return nil }
        let status = FileStatus(raw)
        guard status.kind == .regular else { return nil }
        var hash = SipHash(key)
        while true {
            let count = try buffer.withUnsafeMutableBytes { space -> Int in
                guard case .bytes(let count) = try file.read(into: space) else { return 0 }
                hash.update(UnsafeRawBufferPointer(rebasing: space[..<count]))
                return count
            }
            if count == 0 { break }
        }
        return (hash.finish(), status)
    }
}
