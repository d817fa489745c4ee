import Glibc
import PlatformModel

/// A TCP address to listen on, as `HOST:PORT`; port 0 stands for a free one.
public struct HostAndPort: Hashable, Sendable, CustomStringConvertible {
    public let host: String
    public let port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Parses `HOST:PORT`, with an IPv6 host in brackets.
    /// - Throws: ``PlatformError`` with code `invalid`.
    public init(parsing text: String) throws(PlatformError) {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw PlatformError(
                .invalid, "\(text.quotedForDisplay) is not an address: write HOST:PORT, for instance 127.0.0.1:2222")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else {
            throw PlatformError(
                .invalid, "\(text.quotedForDisplay) names no host: write HOST:PORT, for instance 127.0.0.1:2222")
        }
        self.init(host: host, port: Int(port))
    }

    /// Whether it stands for all addresses of the machine.
    public var isWildcard: Bool { ["0.0.0.0", "::"].contains(host) }

    /// What the machine calls itself; nil when that is nothing.
    static var machineName: String? {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return nil }
        let text = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.isEmpty ? nil : text
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The same host with a port that is free at this moment, where the port is 0.
    ///
    /// - Parameter option: the command-line option to name in the refusal.
    /// - Throws: ``PlatformError`` with code `conflict` when the port is taken, `invalid` when the host is not ours.
    public func claimed(option: String) throws(PlatformError) -> HostAndPort {
        let isVersion6 = host.contains(":")
        let descriptor = socket(isVersion6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        guard descriptor >= 0 else { throw PlatformError(.internalError, "cannot open a socket") }
        defer { close(descriptor) }
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        guard bindSocket(descriptor, isVersion6: isVersion6) else {
            if errno == EADDRINUSE {
                throw PlatformError(
                    .conflict,
                    "address \(self) is taken by another program: stop it or choose another with \(option) HOST:PORT")
            }
            throw PlatformError(
                .invalid,
                "cannot listen on \(self): \(String(cString: strerror(errno))); choose another with \(option) HOST:PORT"
            )
        }
        return HostAndPort(host: host, port: port == 0 ? boundPort(descriptor, isVersion6: isVersion6) : port)
    }

    /// Whether another program listens there.
    public var isTaken: Bool {
        do {
            _ = try claimed(option: "")
            return false
        } catch {
            return error.code == .conflict
        }
    }

    private func bindSocket(_ descriptor: Int32, isVersion6: Bool) -> Bool {
        if isVersion6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = in_port_t(UInt16(port).bigEndian)
            guard inet_pton(AF_INET6, host, &address.sin6_addr) == 1 else {
                errno = EINVAL
                return false
            }
            return bind(descriptor, address)
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        guard inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host, &address.sin_addr) == 1 else {
            errno = EINVAL
            return false
        }
        return bind(descriptor, address)
    }

    private func bind<Address>(_ descriptor: Int32, _ address: Address) -> Bool {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                Glibc.bind(descriptor, generic, socklen_t(MemoryLayout<Address>.size)) == 0
            }
        }
    }

    private func boundPort(_ descriptor: Int32, isVersion6: Bool) -> Int {
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                _ = getsockname(descriptor, generic, &length)
            }
        }
        // The port stands at the same offset in both families.
        return Int(UInt16(bigEndian: address.sin6_port))
    }
}
