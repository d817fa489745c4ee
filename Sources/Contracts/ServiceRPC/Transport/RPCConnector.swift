import GRPCCore
import GRPCNIOTransportHTTP2
import PlatformModel

/// Opens a connection for the time of one call.
///
/// Nothing has to be run, closed or reconnected, a restarted server is found at once, and one that is absent is noticed
/// within milliseconds. On a unix socket the connection costs less than a millisecond.
struct RPCConnector: Sendable {
    /// How the service is called in messages, for instance `Pomegranate`.
    let service: String
    let endpoint: RPCEndpoint

    /// - Throws: ``PlatformError``: `unavailable` when the service does not answer or goes away during the call.
    func call<Answer: Sendable>(
        _ body: @Sendable (GRPCClient<HTTP2ClientTransport.Posix>) async throws -> Answer
    ) async throws(PlatformError) -> Answer {
        do {
            return try await withGRPCClient(transport: endpoint.clientTransport(), handleClient: body)
        } catch {
            throw PlatformError(fromRPC: error, service: service, endpoint: endpoint)
        }
    }

    /// The options of a call that is answered at once, or within `timeout`.
    static func options(timeout: Duration?) -> CallOptions {
        var options = CallOptions.defaults
        options.timeout = timeout
        options.waitForReady = false
        return options
    }
}
