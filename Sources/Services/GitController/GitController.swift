public import Logging
public import PlatformModel
public import ServiceLifecycle
public import ServiceRPC

/// The git controller: the repositories of one directory, served over gRPC until a graceful shutdown.
public struct GitController: Service {
    private let repositories: LocalRepositories
    private let server: RPCServer

    /// - Parameters:
    ///   - directory: where the repositories are; its parent exists.
    ///   - endpoint: where it listens.
    public init(directory: RepositoryDirectory, endpoint: RPCEndpoint, logger: Logger) {
        repositories = LocalRepositories(directory: directory, logger: logger)
        server = RPCServer(endpoint: endpoint, services: [.gitRepoManager(repositories)], logger: logger)
    }

    /// Where it listens, with the port that was picked. Waits until it does.
    public func listeningEndpoint() async throws(PlatformError) -> RPCEndpoint {
        try await server.listeningEndpoint()
    }

    /// - Throws: ``PlatformError`` when the directory or the endpoint cannot be had.
    public func run() async throws {
        try await repositories.prepare()
        try await server.run()
    }
}
