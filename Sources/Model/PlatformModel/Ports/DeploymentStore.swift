/// A deployment as pre-receive asks for it.
public struct NewDeployment: Hashable, Sendable {
    public let commit: CommitID
    public let previousCommit: CommitID?
    public let branch: BranchName

    public init(commit: CommitID, previousCommit: CommitID?, branch: BranchName) {
        self.commit = commit
        self.previousCommit = previousCommit
        self.branch = branch
    }
}

/// What changes about a deployment beside its status; `nil` leaves a field as it is.
public struct DeploymentChange: Hashable, Sendable {
    public var stage: DeploymentStage?
    public var imageDigest: ImageDigest?
    public var builder: String?
    public var buildTime: Duration?
    public var publishTime: Duration?
    public var rolloutTime: Duration?
    public var reason: String?

    public init() {}
}

/// A deployment that a sweep has to look at, with what it needs to move the branch back.
public struct UnfinishedDeployment: Hashable, Sendable {
    public let deployment: Deployment
    public let project: Project

    public init(deployment: Deployment, project: Project) {
        self.deployment = deployment
        self.project = project
    }
}

/// Pushes, deployments and their logs. Every call throws ``PlatformError``.
public protocol DeploymentStore: Sendable {
    /// Opens a push in one transaction: the push, and a numbered deployment in state `received` for each new one.
    func open(_ push: Push, deployments: [NewDeployment]) async throws(PlatformError) -> [Deployment]

    /// Records that pre-receive refused a push.
    func refuse(_ push: Push, reason: String) async throws(PlatformError)

    /// post-receive takes a push over: it can no longer count as interrupted. Returns its deployments.
    func accept(_ push: PushID) async throws(PlatformError) -> [Deployment]

    func project(_ id: ProjectID) async throws(PlatformError) -> Project?
    func deployment(_ id: DeploymentID) async throws(PlatformError) -> Deployment?
    func deployment(_ number: Int, of project: ProjectID) async throws(PlatformError) -> Deployment?
    /// Newest first.
    func deployments(of project: ProjectID, limit: Int) async throws(PlatformError) -> [Deployment]
    func liveDeployment(of project: ProjectID) async throws(PlatformError) -> Deployment?

    /// A new deployment that no push asked for (rollback, redeploy, configuration), in state `queued`.
    func create(
        for project: ProjectID, commit: CommitID, branch: BranchName, image: ImageDigest?, by user: UserID?
    ) async throws(PlatformError) -> Deployment

    /// Moves a deployment on, provided its status is one of `from`; otherwise throws code `conflict`.
    ///
    /// Moving to `live` marks the deployment that was live before as `replaced` in the same transaction.
    /// Finished states set `finishedAt`. Followers are notified.
    @discardableResult
    func advance(
        _ id: DeploymentID, from: [DeploymentStatus], to: DeploymentStatus, _ change: DeploymentChange
    ) async throws(PlatformError) -> Deployment

    /// Appends lines to a deployment's log in one statement and notifies followers. Sequence numbers are the caller's.
    func append(_ lines: [LogLine], to deployment: DeploymentID) async throws(PlatformError)
    func log(of deployment: DeploymentID, after sequence: Int, limit: Int) async throws(PlatformError) -> [LogLine]
    /// The sequence number of the last line; 0 when there is none.
    func lastSequence(ofLogOf deployment: DeploymentID) async throws(PlatformError) -> Int

    /// Marks a deployment as to be canceled and notifies its pipeline; `false` when it has already finished or rolls out.
    @discardableResult
    func requestCancel(_ id: DeploymentID, reason: String) async throws(PlatformError) -> Bool
    /// The reason why this deployment shall be canceled, or `nil`.
    func cancelRequest(for id: DeploymentID) async throws(PlatformError) -> String?
    /// Yields once at the start and then whenever something about the project's deployments changed (LISTEN/NOTIFY),
    /// also after a reconnect; the reader asks again for what it wants to know.
    func changes(of project: ProjectID) -> AsyncStream<Void>
    /// Yields once at the start and then whenever this deployment's log grew or its status changed.
    func changes(of deployment: DeploymentID) -> AsyncStream<Void>

    /// The newest deployment of the project that waits or runs and is newer than `number`, if any.
    func newerDeployment(than number: Int, of project: ProjectID) async throws(PlatformError) -> Deployment?
    /// Number of deployments of all projects that wait for a build slot and came before this one.
    func queuedBefore(_ id: DeploymentID) async throws(PlatformError) -> Int
    func unfinished() async throws(PlatformError) -> [UnfinishedDeployment]
    /// Projects, for a sweep that compares branches with rows: the active ones, and those being deleted that still have an
    /// unfinished deployment.
    func projectsToSweep() async throws(PlatformError) -> [Project]

    /// Deployments that have an image, newest first, for retention.
    func imagesKept(of project: ProjectID) async throws(PlatformError) -> [Deployment]
    /// Forgets the image of a deployment after it has been deleted from the registry.
    func forgetImage(of id: DeploymentID) async throws(PlatformError)
}
