import GRPCCore
import GRPCNIOTransportHTTP2
import PlatformModel

/// Brings the calls of a client to its service.
struct RPCConnector: Sendable {
    typealias Client = GRPCClient<HTTP2ClientTransport.Posix>

    /// How the service is called in messages, for instance `Pomegranate`.
    let service: String
    let endpoint: RPCEndpoint
    /// Shared with other calls; without one, each call has a connection of its own.
    let connection: RPCConnection?

    /// A connection for the time of each call: nothing has to be run, closed or reconnected. On a unix socket it costs less
    /// than a millisecond, which a process that calls now and then does not notice.
    init(service: String, endpoint: RPCEndpoint) {
        self.service = service
        self.endpoint = endpoint
        connection = nil
    }

    init(service: String, connection: RPCConnection) {
        self.service = service
        endpoint = connection.endpoint
        self.connection = connection
    }

    /// - Throws: ``PlatformError``: `unavailable` when the service does not answer or goes away during the call.
    func call<Answer: Sendable>(
        _ body: @Sendable (Client) async throws -> Answer
    ) async throws(PlatformError) -> Answer {
        guard let connection else { return try await callAlone(body) }
        do {
            return try await body(connection.client)
        } catch {
            throw PlatformError(fromRPC: error, service: service, endpoint: endpoint)
        }
    }

    /// A call on a connection of its own: for streams without end, of which one connection carries only so many
    /// (SETTINGS_MAX_CONCURRENT_STREAMS, RFC 9113 section 6.5.2).
    ///
    /// - Throws: as ``call(_:)``.
    func callAlone<Answer: Sendable>(
        _ body: @Sendable (Client) async throws -> Answer
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
