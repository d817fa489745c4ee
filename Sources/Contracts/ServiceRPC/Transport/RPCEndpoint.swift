public import PlatformModel

/// Where a service listens.
public enum RPCEndpoint: Hashable, Sendable {
    /// A unix socket; who may connect is decided by the permissions of its directory.
    case unixSocket(path: String)
    /// Plain TCP, on loopback addresses only. Port 0 picks a free one when serving.
    case loopback(host: String, port: Int)
    /// TCP with mutual TLS.
    case tls(host: String, port: Int, RPCCertificates)

    /// Parses `unix:/path` or `host:port` (an IPv6 address in brackets).
    ///
    /// - Parameter certificates: turns `host:port` into mutual TLS; required for every host that is not loopback.
    /// - Throws: ``PlatformError`` with code `invalid` that names the rule.
    public init(parsing text: String, certificates: RPCCertificates? = nil) throws(PlatformError) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst("unix:".count))
            guard path.hasPrefix("/") else {
                throw PlatformError(.invalid, "endpoint \(text.quotedForDisplay) needs an absolute path: unix:/path")
            }
            guard path.utf8.count <= Self.longestSocketPath else {
                throw PlatformError(
                    .invalid,
                    "the path of socket \(path) is longer than the \(Self.longestSocketPath) bytes Linux allows; choose a shorter directory"
                )
            }
            self = .unixSocket(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw PlatformError(.invalid, "endpoint \(text.quotedForDisplay) is neither unix:/path nor host:port")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else {
            throw PlatformError(.invalid, "endpoint \(text.quotedForDisplay) names no host")
        }
        if let certificates {
            self = .tls(host: host, port: Int(port), certificates)
        } else if Self.isLoopback(host) {
            self = .loopback(host: host == "localhost" ? "127.0.0.1" : host, port: Int(port))
        } else {
            throw PlatformError(
                .invalid,
                "endpoint \(text.quotedForDisplay) is not loopback and so needs mutual TLS: "
                    + "set PAASTECH_RPC_CERTIFICATE, PAASTECH_RPC_KEY and PAASTECH_RPC_AUTHORITY"
            )
        }
    }

    /// sun_path of unix(7) less its NUL.
    private static let longestSocketPath = 107

    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
    }
}

extension RPCEndpoint: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unixSocket(let path): "unix:\(path)"
        case .loopback(let host, let port), .tls(let host, let port, _):
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
