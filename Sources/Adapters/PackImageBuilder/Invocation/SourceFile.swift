import Glibc
import LinuxSystem

/// Reads a file of an exported tree, which is a stranger's.
enum SourceFile {
    /// The text of a regular file; `nil` where there is none. A symlink is none: it could lead anywhere on this host.
    ///
    /// - Throws: `LinuxError`; `EFBIG` for a file over the limit.
    static func text(at path: String, limit: Int) throws(LinuxError) -> String? {
        let descriptor: Descriptor
        do {
            descriptor = try Descriptor.open(path, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        } catch {
            if error.code == ENOENT || error.code == ELOOP || error.code == ENXIO { return nil }
            throw error
        }
        defer { descriptor.close() }
        var status = stat()
        guard fstat(descriptor.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return String(decoding: try descriptor.readAll(limit: limit), as: UTF8.self)
    }
}
