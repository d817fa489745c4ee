/// Projects as rows. The repository, images and containers are other ports' business. Every call throws ``PlatformError``.
///
/// Only active projects are found by the calls that read; see ``ProjectState``.
public protocol ProjectStore: Sendable {
    /// The first step of a creation: takes the name. `alreadyExists` when the owner has a project of this name, be it one
    /// that is being deleted.
    func beginProject(id: ProjectID, name: ProjectName, owner: UserID) async throws(PlatformError) -> Project
    /// The last step of a creation. Does nothing to a project that is active already; `conflict` when it is being deleted.
    func activateProject(_ id: ProjectID) async throws(PlatformError)

    func project(_ id: ProjectID) async throws(PlatformError) -> Project?
    func project(named name: ProjectName, of owner: UserID) async throws(PlatformError) -> Project?
    func projects(of owner: UserID) async throws(PlatformError) -> [Project]
    func allProjects() async throws(PlatformError) -> [Project]

    /// Changes the run-time environment under a lock of its row, so that no concurrent change is lost.
    func changeEnvironment(_ change: EnvironmentChange, of project: ProjectID) async throws(PlatformError) -> Project

    /// The first step of a deletion, from any state: nothing is pushed or deployed from now on. `notFound` without a row.
    func beginRemoval(of id: ProjectID) async throws(PlatformError) -> Project
    /// The last step of a deletion: removes the row with its deployments and logs.
    func removeProject(_ id: ProjectID) async throws(PlatformError)

    /// What a process that died, or a part that was away, has left to finish; oldest first.
    func unsettledProjects() async throws(PlatformError) -> [UnsettledProject]
}
