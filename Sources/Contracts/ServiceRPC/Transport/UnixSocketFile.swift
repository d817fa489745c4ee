import Glibc
import PlatformModel

/// The file of a listening unix socket, from before the bind to after the end.
///
/// gRPC creates it under the umask, open to all, so its directory has to keep others out.
struct UnixSocketFile {
    let path: String

    /// Makes the directory (mode 0700 where it is new) and removes the socket of a server that is gone.
    ///
    /// - Throws: ``PlatformError``: `conflict` when a server answers there or when something else than a socket has that
    ///   name, `forbidden` when others may enter the directory.
    func prepare() throws(PlatformError) {
        let directory = directory
        if mkdir(directory, 0o700) != 0, errno != EEXIST {
            throw failure("cannot make the directory \(directory) for the socket \(path)")
        }
        var status = stat()
        guard stat(directory, &status) == 0 else { throw failure("cannot use the directory \(directory)") }
        guard status.st_mode & 0o077 == 0 else {
            throw PlatformError(
                .forbidden,
                "everybody may enter \(directory), where the socket \(path) would stand; run: chmod 0700 \(directory)")
        }
        try removeStale()
    }

    /// Removes the socket after the server has ended.
    func remove() {
        unlink(path)
    }

    private var directory: String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private func removeStale() throws(PlatformError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return }
            throw failure("cannot look at \(path)")
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw PlatformError(.conflict, "\(path) exists and is no socket; move it away or choose another path")
        }
        guard !isAnswered() else {
            throw PlatformError(.conflict, "another process already listens on \(path); stop it first")
        }
        guard unlink(path) == 0 || errno == ENOENT else { throw failure("cannot remove the stale socket \(path)") }
    }

    /// Whether a connection is accepted. Connecting to a unix socket never waits for the peer's process.
    private func isAnswered() -> Bool {
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes.prefix($0.count - 1)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return result == 0
    }

    private func failure(_ what: String) -> PlatformError {
        PlatformError(.internalError, "\(what): \(String(cString: strerror(errno)))")
    }
}
