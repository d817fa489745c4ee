/// Projects as rows. The repository, images and containers are other ports' business. Every call throws ``PlatformError``.
public protocol ProjectStore: Sendable {
    /// `alreadyExists` when the owner has a project of this name.
    func createProject(id: ProjectID, name: ProjectName, owner: UserID) async throws(PlatformError) -> Project
    func project(_ id: ProjectID) async throws(PlatformError) -> Project?
    func project(named name: ProjectName, of owner: UserID) async throws(PlatformError) -> Project?
    func projects(of owner: UserID) async throws(PlatformError) -> [Project]
    func allProjects() async throws(PlatformError) -> [Project]
    func setEnvironment(_ environment: [String: String], of project: ProjectID) async throws(PlatformError) -> Project
    /// Removes the row with its deployments and logs.
    func removeProject(_ id: ProjectID) async throws(PlatformError)
}
