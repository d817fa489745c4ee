import GRPCCore
public import PlatformModel
import ServiceProtos

extension RPCService {
    /// Serves a repository store as `gitrepomanager.GitRepoManager`.
    public static func gitRepoManager(_ store: any RepositoryStore) -> RPCService {
        RPCService(GitRepoManagerService(store: store))
    }
}

/// Accepts project UUIDs and nothing else, so that no request can name a path.
struct GitRepoManagerService: Gitrepomanager_GitRepoManager.SimpleServiceProtocol {
    let store: any RepositoryStore

    func createRepository(
        request: Gitrepomanager_RepositoryRequest, context: ServerContext
    ) async throws -> Gitrepomanager_RepositoryResponse {
        try await answering {
            let project = try ProjectID(rpc: request.repositoryPath, field: "repository_path")
            try await store.createRepository(project)
            return .with { $0.message = "repository \(project) created" }
        }
    }

    func deleteRepository(
        request: Gitrepomanager_RepositoryRequest, context: ServerContext
    ) async throws -> Gitrepomanager_RepositoryResponse {
        try await answering {
            let project = try ProjectID(rpc: request.repositoryPath, field: "repository_path")
            try await store.deleteRepository(project)
            return .with { $0.message = "repository \(project) deleted" }
        }
    }
}
