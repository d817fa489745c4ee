import ServiceLifecycle
import ServiceRPC

/// The services that others of a process call all the time, over connections that last as long as it does.
struct Peers {
    private let pomegranate: RPCConnection
    private let gitController: RPCConnection

    init(_ endpoints: ServiceEndpoints) throws {
        pomegranate = try RPCConnection(endpoint: endpoints.pomegranate)
        gitController = try RPCConnection(endpoint: endpoints.gitController)
    }

    /// Run before and stopped after whoever calls.
    var connections: [any Service] { [pomegranate, gitController] }

    var engine: PomegranateClient { PomegranateClient(connection: pomegranate) }
    var repositories: GitControllerClient { GitControllerClient(connection: gitController) }
}
