import Glibc
import LinuxSystem

/// TCP ports on 127.0.0.1.
public enum LoopbackPort {
    public struct Failure: Error {}

    /// A port nobody listens on. Another process may take it in between, which shows as a failed start.
    public static func free() throws -> Int {
        let descriptor = Descriptor(owning: socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor.rawValue, $0, length) == 0 && getsockname(descriptor.rawValue, $0, &length) == 0
            }
        }
        guard isBound else { throw Failure() }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Whether somebody accepts connections.
    public static func answers(_ port: Int) -> Bool {
        let descriptor = Descriptor(owning: socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        var address = loopback(UInt16(port))
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor.rawValue, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        return address
    }
}
