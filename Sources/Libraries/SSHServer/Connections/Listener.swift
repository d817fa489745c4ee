import Glibc
import LinuxSystem

/// A listening TCP socket.
struct Listener: Sendable {
    let descriptor: Descriptor
    /// Where it really listens, with the port the system picked.
    let address: NetworkAddress

    /// - Throws: ``SSHServerError`` that names the address.
    init(_ wanted: NetworkAddress) throws(SSHServerError) {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let failure = getaddrinfo(wanted.host, "\(wanted.port)", &hints, &list)
        guard failure == 0, let first = list else {
            throw SSHServerError(.listen, "cannot listen on \(wanted): \(String(cString: gai_strerror(failure)))")
        }
        defer { freeaddrinfo(list) }
        let number = socket(first.pointee.ai_family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw Self.failure(wanted) }
        descriptor = Descriptor(owning: number)
        var enabled: CInt = 1
        setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &enabled, socklen_t(MemoryLayout<CInt>.size))
        guard bind(number, first.pointee.ai_addr, first.pointee.ai_addrlen) == 0, listen(number, SOMAXCONN) == 0 else {
            throw Self.failure(wanted)
        }
        do {
            try descriptor.setNonBlocking()
        } catch {
            throw SSHServerError(.listen, "cannot listen on \(wanted)", cause: error)
        }
        address = NetworkAddress(of: descriptor, peer: false) ?? wanted
    }

    /// The next connection; nil when there is none now.
    ///
    /// - Throws: ``LinuxError``, `EMFILE` among them: then the connection stays in the queue.
    func accept() throws(LinuxError) -> (socket: Descriptor, client: NetworkAddress)? {
        guard let socket = try descriptor.acceptConnection() else { return nil }
        return (socket, NetworkAddress(of: socket, peer: true) ?? NetworkAddress(host: "unknown", port: 0))
    }

    private static func failure(_ address: NetworkAddress) -> SSHServerError {
        let reason = LinuxError.reason(errno)
        return SSHServerError(.listen, "cannot listen on \(address): \(reason)")
    }
}

extension NetworkAddress {
    /// The address of a socket's own end or of its peer's.
    init?(of socket: Descriptor, peer: Bool) {
        if let plain = Self.version4(of: socket.rawValue, peer: peer) {
            self = plain
            return
        }
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var service = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let found = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                (peer ? getpeername(socket.rawValue, address, &length) : getsockname(socket.rawValue, address, &length))
                    == 0
                    && getnameinfo(
                        address, length, &host, socklen_t(host.count), &service, socklen_t(service.count),
                        NI_NUMERICHOST | NI_NUMERICSERV) == 0
            }
        }
        guard found, let port = UInt16(Self.text(service)) else { return nil }
        self.init(host: Self.text(host), port: port)
    }

    /// The same for IPv4, without the way through the resolver, which every connection would pay for.
    private static func version4(of socket: CInt, peer: Bool) -> NetworkAddress? {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                peer ? getpeername(socket, $0, &length) : getsockname(socket, $0, &length)
            }
        }
        guard found == 0, address.sin_family == sa_family_t(AF_INET) else { return nil }
        let host = withUnsafeBytes(of: address.sin_addr.s_addr) { $0.map { "\($0)" }.joined(separator: ".") }
        return NetworkAddress(host: host, port: UInt16(bigEndian: address.sin_port))
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
