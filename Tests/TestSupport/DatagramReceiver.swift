import Foundation
import LinuxSystem

/// The service manager's end: a bound datagram socket.
public final class DatagramReceiver {
    public let name: String
    private let descriptor: Descriptor

    /// - Parameter name: a path, or with a leading `@` a name of the abstract namespace.
    public init(name: String) throws {
        self.name = name
        let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        descriptor = Descriptor(owning: number)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = name.utf8.map { $0 == UInt8(ascii: "@") ? 0 : $0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let length = socklen_t(2 + bytes.count + (name.hasPrefix("@") ? 0 : 1))
        let bound = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(number, $0, length) }
        }
        guard bound == 0 else { throw LinuxError(code: errno, message: "cannot bind \(name)") }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { unlink(name) }

    /// The next message; waits ten seconds for it.
    public func next() throws -> String {
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = recv(descriptor.rawValue, &bytes, bytes.count, 0)
        guard count > 0 else { throw LinuxError(code: errno, message: "no datagram came to \(name)") }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
