/// A client of HTTP, whatever it is made of.
///
/// Protocols above HTTP are written against this, so that a program takes the client that suits it: libcurl in most, one
/// without system libraries where a program has to hold everything itself.
public protocol HTTPTransport: Sendable {
    /// Sends the request and returns when the response's head is here; the body follows as it is read.
    ///
    /// - Throws: an ``HTTPTransportError``, or `CancellationError` when the task is cancelled before the head arrived.
    func execute(_ request: HTTPRequest) async throws -> HTTPResponse
}

extension HTTPTransport {
    /// Sends the request and reads the whole response.
    ///
    /// - Throws: as ``execute(_:)``, and the transport's error for a body over `limit` bytes.
    public func collect(_ request: HTTPRequest, upTo limit: Int = 16 << 20) async throws -> CollectedResponse {
        let response = try await execute(request)
        let body = try await response.body.collect(upTo: limit)
        return CollectedResponse(status: response.status, headers: response.headers, body: body)
    }
}

/// A request that got no response, as far as a protocol above has to tell the cases apart.
public protocol HTTPTransportError: Error {
    var cause: HTTPTransportFailure { get }
    /// One sentence without a full stop, safe to show.
    var message: String { get }
}

/// Why there is no response.
public enum HTTPTransportFailure: Sendable, Equatable {
    /// Nobody listens at the address.
    case connectionRefused
    /// The name has no address.
    case unknownHost
    case timedOut
    /// The certificate or the handshake was refused.
    case tls
    /// No connection for any other reason.
    case unreachable
    /// The connection ended before the response was complete, or anything else.
    case broken
}
