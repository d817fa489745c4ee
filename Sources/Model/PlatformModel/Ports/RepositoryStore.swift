/// The bare repositories, named by project id only. Implemented by the git controller and by its gRPC client.
public protocol RepositoryStore: Sendable {
    /// - Throws: ``PlatformError``: `alreadyExists`.
    func createRepository(_ project: ProjectID) async throws(PlatformError)
    /// - Throws: ``PlatformError``: `notFound`.
    func deleteRepository(_ project: ProjectID) async throws(PlatformError)
}
