public import FoundationEssentials

/// One attempt to make one commit of a project serve.
public struct Deployment: Hashable, Sendable {
    public let id: DeploymentID
    public let project: ProjectID
    /// Counts up from 1 within the project; gaps are possible.
    public let number: Int
    /// The push that asked for it; `nil` for a rollback, a redeploy or a change of configuration.
    public let push: PushID?
    public let commit: CommitID
    /// The commit the branch pointed at before, or `nil` when the push created it.
    public let previousCommit: CommitID?
    public let branch: BranchName
    public let pusherName: UserName?
    public let keyFingerprint: KeyFingerprint?
    public let options: PushOptions
    public var status: DeploymentStatus
    public var stage: DeploymentStage
    /// Accepted with `-o detach`: the push succeeds whatever becomes of the build.
    public var isDetached: Bool { options.contains(.detach) }
    public var imageDigest: ImageDigest?
    /// The builder image used, as the user knows it.
    public var builder: String?
    public var buildTime: Duration?
    public var publishTime: Duration?
    public var rolloutTime: Duration?
    /// Why it is not live, in the user's terms.
    public var reason: String?
    public let createdAt: Date
    public var finishedAt: Date?

    public init(
        id: DeploymentID, project: ProjectID, number: Int, push: PushID?, commit: CommitID, previousCommit: CommitID?,
        branch: BranchName, pusherName: UserName?, keyFingerprint: KeyFingerprint?, options: PushOptions,
        status: DeploymentStatus, stage: DeploymentStage, imageDigest: ImageDigest? = nil, builder: String? = nil,
        buildTime: Duration? = nil, publishTime: Duration? = nil, rolloutTime: Duration? = nil, reason: String? = nil,
        createdAt: Date, finishedAt: Date? = nil
    ) {
        self.id = id
        self.project = project
        self.number = number
        self.push = push
        self.commit = commit
        self.previousCommit = previousCommit
        self.branch = branch
        self.pusherName = pusherName
        self.keyFingerprint = keyFingerprint
        self.options = options
        self.status = status
        self.stage = stage
        self.imageDigest = imageDigest
        self.builder = builder
        self.buildTime = buildTime
        self.publishTime = publishTime
        self.rolloutTime = rolloutTime
        self.reason = reason
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}
