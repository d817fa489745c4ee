import GRPCCore
import GRPCNIOTransportHTTP2
public import PlatformModel
public import ServiceLifecycle

/// A connection to a service that lasts as long as the process which calls it, over any number of restarts of the service.
///
/// Calls made before it runs wait for it. While the service is away they fail at once, with `unavailable`; it is looked for
/// again within a second. It has to stop after whoever calls: after a graceful shutdown new calls fail, and those under way
/// have ``drainLimit`` to end.
public final class RPCConnection: Service {
    /// A peer that accepts connections and says nothing would hold up the end for ever.
    private static let drainLimit = Duration.seconds(5)

    let endpoint: RPCEndpoint
    let client: GRPCClient<HTTP2ClientTransport.Posix>

    /// Connects when it runs.
    ///
    /// - Throws: ``PlatformError`` when the endpoint's certificates cannot be read.
    public init(endpoint: RPCEndpoint) throws(PlatformError) {
        self.endpoint = endpoint
        do {
            client = GRPCClient(transport: try endpoint.clientTransport(isLasting: true))
        } catch {
            throw PlatformError(.invalid, "no connection to \(endpoint) can be made: \(error)", cause: error)
        }
    }

    /// Returns after a graceful shutdown, or when its task is canceled.
    public func run() async throws {
        let client = client
        let (shutdowns, shutdown) = AsyncStream.makeStream(of: Void.self)
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await client.runConnections() }
                group.addTask {
                    for await _ in shutdowns {
                        try await Task.sleep(for: Self.drainLimit)
                        return
                    }
                }
                // Whichever ends first ends the other.
                try await group.next()
                group.cancelAll()
            }
        } onGracefulShutdown: {
            client.beginGracefulShutdown()
            shutdown.yield()
        }
    }
}
