import Glibc

/// A unix socket where PostgreSQL's would be, which accepts connections and never speaks.
final class SilentListener: Sendable {
    struct Failure: Error {}

    let directory: String
    private let descriptor: Int32

    init() throws {
        directory = "/tmp/silent-\(UInt32.random(in: .min ... .max))"
        guard mkdir(directory, 0o700) == 0 else { throw Failure() }
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array("\(directory)/.s.PGSQL.5432".utf8)) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(descriptor, 8) == 0 else { throw Failure() }
    }

    deinit {
        close(descriptor)
        unlink("\(directory)/.s.PGSQL.5432")
        rmdir(directory)
    }
}
