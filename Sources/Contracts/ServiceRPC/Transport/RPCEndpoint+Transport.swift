import GRPCCore
import GRPCNIOTransportHTTP2
import Glibc

extension RPCEndpoint {
    /// The server's side.
    func serverTransport() -> HTTP2ServerTransport.Posix {
        .http2NIOPosix(
            address: address,
            transportSecurity: serverSecurity,
            config: .defaults { config in
                // A client that pings less often than every 5 s is no abuse; the default of 5 min would cut off ours.
                config.connection.keepalive.clientBehavior.minPingIntervalWithoutCalls = .seconds(5)
                config.connection.keepalive.clientBehavior.allowWithoutCalls = true
            })
    }

    /// The client's side; connects when the client runs.
    ///
    /// - Parameter isLasting: whether the connection is kept between calls and made again when it broke.
    /// - Throws: `RPCError` when there is no resolver for the target.
    func clientTransport(isLasting: Bool = false) throws -> HTTP2ClientTransport.Posix {
        try .http2NIOPosix(
            target: target,
            transportSecurity: clientSecurity,
            config: .defaults { config in
                // Notices a dead peer behind TCP during a long stream, and before the next call.
                config.connection.keepalive = .init(
                    time: .seconds(20), timeout: .seconds(10), allowWithoutCalls: isLasting)
                // People wait behind these calls: a service that is back is found before they try again.
                config.backoff = .init(
                    initial: .milliseconds(50), max: .milliseconds(800), multiplier: 1.6, jitter: 0.2)
            })
    }

    private var address: GRPCNIOTransportCore.SocketAddress {
        switch self {
        case .unixSocket(let path): .unixDomainSocket(path: path)
        case .loopback(let host, let port), .tls(let host, let port, _): Self.numeric(host, port)
        }
    }

    /// The first address that a name stands for: only numbers can be listened on. A name that stands for none is refused
    /// when the server starts.
    private static func numeric(_ name: String, _ port: Int) -> GRPCNIOTransportCore.SocketAddress {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        var buffer = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var host = name
        if getaddrinfo(name, nil, &hints, &list) == 0, let first = list?.pointee {
            let size = socklen_t(buffer.count)
            if getnameinfo(first.ai_addr, first.ai_addrlen, &buffer, size, nil, 0, NI_NUMERICHOST) == 0 {
                host = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            }
            freeaddrinfo(list)
        }
        return host.contains(":") ? .ipv6(host: host, port: port) : .ipv4(host: host, port: port)
    }

    private var target: any ResolvableTarget {
        switch self {
        case .unixSocket(let path): .unixDomainSocket(path: path, authority: "localhost")
        case .loopback(let host, let port), .tls(let host, let port, _): Self.target(host, port)
        }
    }

    /// A name goes into the TLS handshake (RFC 6066 section 3), an address must not: it is checked against the certificate
    /// as the address that it is.
    private static func target(_ host: String, _ port: Int) -> any ResolvableTarget {
        var bytes = in6_addr()
        if inet_pton(AF_INET, host, &bytes) == 1 { return .ipv4(address: host, port: port) }
        if inet_pton(AF_INET6, host, &bytes) == 1 { return .ipv6(address: host, port: port) }
        return .dns(host: host, port: port)
    }

    private var serverSecurity: HTTP2ServerTransport.Posix.TransportSecurity {
        guard case .tls(_, _, let files) = self else { return .plaintext }
        return .mTLS(
            certificateChain: [.file(path: files.chain, format: .pem)],
            privateKey: .file(path: files.key, format: .pem)
        ) { tls in
            tls.clientCertificateVerification = .noHostnameVerification
            tls.trustRoots = .certificates([.file(path: files.authority, format: .pem)])
            tls.requireALPN = true
        }
    }

    private var clientSecurity: HTTP2ClientTransport.Posix.TransportSecurity {
        guard case .tls(_, _, let files) = self else { return .plaintext }
        return .mTLS(
            certificateChain: [.file(path: files.chain, format: .pem)],
            privateKey: .file(path: files.key, format: .pem)
        ) { tls in
            tls.serverCertificateVerification = .fullVerification
            tls.trustRoots = .certificates([.file(path: files.authority, format: .pem)])
        }
    }
}
