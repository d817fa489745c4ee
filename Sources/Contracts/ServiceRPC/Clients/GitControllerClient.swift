import GRPCCore
public import PlatformModel
import ServiceProtos

/// The git controller behind gRPC.
public struct GitControllerClient: RepositoryStore {
    private let connector: RPCConnector
    private let timeout: Duration

    /// A client for a process that calls now and then.
    ///
    /// - Parameter timeout: of one call; deleting a large repository takes a while.
    public init(endpoint: RPCEndpoint, timeout: Duration = .seconds(60)) {
        connector = RPCConnector(service: Self.service, endpoint: endpoint)
        self.timeout = timeout
    }

    /// A client for a process that calls all the time, and runs the connection.
    public init(connection: RPCConnection, timeout: Duration = .seconds(60)) {
        connector = RPCConnector(service: Self.service, connection: connection)
        self.timeout = timeout
    }

    private static let service = "the git controller"

    public func createRepository(_ project: ProjectID) async throws(PlatformError) {
        let options = RPCConnector.options(timeout: timeout)
        let request = Gitrepomanager_RepositoryRequest.with { $0.repositoryPath = "\(project)" }
        _ = try await connector.call {
            try await Gitrepomanager_GitRepoManager.Client(wrapping: $0).createRepository(request, options: options)
        }
    }

    public func deleteRepository(_ project: ProjectID) async throws(PlatformError) {
        let options = RPCConnector.options(timeout: timeout)
        let request = Gitrepomanager_RepositoryRequest.with { $0.repositoryPath = "\(project)" }
        _ = try await connector.call {
            try await Gitrepomanager_GitRepoManager.Client(wrapping: $0).deleteRepository(request, options: options)
        }
    }
}
