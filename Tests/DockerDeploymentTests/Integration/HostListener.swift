import Glibc
import LinuxSystem
import TestSupport

/// A TCP listener of the host on all its addresses.
final class HostListener: Sendable {
    struct Failure: Error {}

    let port: Int
    private let descriptor: Descriptor

    init() throws {
        descriptor = Descriptor(owning: socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor.rawValue
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else { throw Failure() }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    /// The host's own IPv4 addresses, loopback aside.
    static func addresses() async throws -> [String] {
        let result = try await Tool.run(.init(executable: "/usr/bin/hostname", arguments: ["-I"]))
        return result.output.split(whereSeparator: \.isWhitespace).map(String.init).filter { !$0.contains(":") }
    }
}
