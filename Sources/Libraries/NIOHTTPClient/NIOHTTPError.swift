import Glibc
import HTTPExchange
import NIOCore
import NIOPosix
import NIOSSL

/// A request that got no response.
public struct NIOHTTPError: HTTPTransportError, CustomStringConvertible, Equatable {
    public var cause: HTTPTransportFailure
    /// One sentence without a full stop that names the host.
    public var message: String

    init(_ cause: HTTPTransportFailure, _ message: String) {
        self.cause = cause
        self.message = message
    }

    public var description: String { message }

    /// Reads what SwiftNIO says of a connection to `host`.
    init(_ error: any Error, host: String) {
        switch error {
        case let known as NIOHTTPError: self = known
        case let failed as NIOConnectionError: self.init(failed, host: host)
        case ChannelError.connectTimeout: self.init(.timedOut, "\(host): no connection in time")
        case let failed as IOError where failed.errnoCode == ECONNREFUSED:
            self.init(.connectionRefused, "\(host): connection refused")
        case let failed as IOError: self.init(.broken, "\(host): \(String(cString: strerror(failed.errnoCode)))")
        case let failed as NIOSSLError: self.init(tls: "\(failed)", host: host)
        case let failed as BoringSSLError: self.init(tls: "\(failed)", host: host)
        case let failed as NIOSSLExtraError: self.init(tls: failed.description, host: host)
        case ChannelError.ioOnClosedChannel, ChannelError.eof, ChannelError.alreadyClosed:
            self.init(.broken, "\(host): the connection was closed")
        default: self.init(.broken, "\(host): \(error)")
        }
    }

    /// A name may have several addresses; the last of them speaks for all.
    private init(_ failed: NIOConnectionError, host: String) {
        guard let last = failed.connectionErrors.last else {
            self.init(.unknownHost, "\(host): the name has no address")
            return
        }
        self.init(last.error, host: host)
        if cause == .broken { cause = .unreachable }
    }

    private init(tls text: String, host: String) {
        let reason =
            text.contains("CERTIFICATE_VERIFY_FAILED")
            ? "its certificate is not of an authority this system trusts; name the authority's file in SSL_CERT_FILE"
            : text.contains("WRONG_VERSION_NUMBER") ? "it speaks no TLS" : "TLS failed: \(text)"
        self.init(.tls, "\(host): \(reason)")
    }
}
