import HTTPExchange

/// A request that got no response: the transport failed, or the request could never have been sent.
///
/// A response with an error status is not a ``CurlError``; what a status means is for the protocol above to say.
public struct CurlError: Error, Sendable, Equatable {
    /// What went wrong, coarse enough to decide on.
    public enum Code: String, Sendable {
        /// The address answered that nobody listens there, or the unix socket does not exist.
        case connectionRefused
        /// The socket exists but this user may not open it.
        case permissionDenied
        /// The name has no address.
        case unknownHost
        /// No connection for any other reason.
        case unreachable
        /// A connect, idle or total timeout ran out.
        case timedOut
        /// The certificate or the handshake was refused.
        case tls
        /// The peer closed or reset the connection before the response was complete.
        case connectionLost
        /// The response is larger than the caller allowed.
        case responseTooLarge
        /// The request body's source ended early or cannot be read again for a retry.
        case requestBody
        /// The request has a method, URL or header that cannot be sent.
        case invalidRequest
        /// A mail server refused for good: the login, the sender, a recipient or the message.
        case refused
        /// A mail server asks to try again later (RFC 5321, section 4.2.1: replies that begin with 4).
        case deferred
        /// The client was shut down.
        case shutDown
        /// Anything else libcurl reports.
        case other
    }

    public var code: Code
    /// One sentence without a full stop, safe to show.
    public var message: String
    /// libcurl's own code (`CURLcode`), zero where the error did not come from libcurl.
    public var curlCode: Int32

    public init(_ code: Code, _ message: String, curlCode: Int32 = 0) {
        self.code = code
        self.message = message
        self.curlCode = curlCode
    }
}

extension CurlError: CustomStringConvertible {
    public var description: String { message }
}

extension CurlError: HTTPTransportError {
    public var cause: HTTPTransportFailure {
        switch code {
        case .connectionRefused: .connectionRefused
        case .unknownHost: .unknownHost
        case .timedOut: .timedOut
        case .tls: .tls
        case .unreachable, .permissionDenied: .unreachable
        default: .broken
        }
    }
}
