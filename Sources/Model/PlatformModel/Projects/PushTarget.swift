/// A project that may be pushed to, and what its rows said about its deployments at that moment.
public struct PushTarget: Hashable, Sendable {
    public let project: Project
    /// The commit that serves; `nil` while nothing does.
    public let liveCommit: CommitID?
    /// Whether a deployment is under way, or was when its process died.
    public let hasUnfinishedDeployments: Bool

    public init(project: Project, liveCommit: CommitID? = nil, hasUnfinishedDeployments: Bool = false) {
        self.project = project
        self.liveCommit = liveCommit
        self.hasUnfinishedDeployments = hasUnfinishedDeployments
    }
}
