public import FoundationEssentials
public import PlatformModel

/// One deployment of a project. Every key is always there; what is unknown is `null`.
public struct DeploymentResource: Codable, Hashable, Sendable {
    public var id: DeploymentID
    /// Counts up from 1 within the project.
    public var number: Int
    public var status: DeploymentState
    /// The step of the pipeline it reached: `record`, `export`, `build`, `publish`, `rollout`, `settle`.
    public var stage: String
    /// 40 hexadecimal digits.
    public var commit: String
    public var branch: String
    /// User name of who pushed or asked for it.
    @NullEncoded public var pusher: String?
    @NullEncoded public var keyFingerprint: String?
    /// `<registry>/<project>@sha256:…`.
    @NullEncoded public var image: String?
    @NullEncoded public var imageDigest: String?
    @NullEncoded public var builder: String?
    public var createdAt: Date
    @NullEncoded public var finishedAt: Date?
    public var seconds: StageSeconds
    /// Why it is not live, in the user's terms.
    @NullEncoded public var reason: String?

    public init(
        id: DeploymentID, number: Int, status: DeploymentState, stage: String, commit: String, branch: String,
        pusher: String?, keyFingerprint: String?, image: String?, imageDigest: String?, builder: String?,
        createdAt: Date, finishedAt: Date?, seconds: StageSeconds, reason: String?
    ) {
        self.id = id
        self.number = number
        self.status = status
        self.stage = stage
        self.commit = commit
        self.branch = branch
        _pusher = NullEncoded(wrappedValue: pusher)
        _keyFingerprint = NullEncoded(wrappedValue: keyFingerprint)
        _image = NullEncoded(wrappedValue: image)
        _imageDigest = NullEncoded(wrappedValue: imageDigest)
        _builder = NullEncoded(wrappedValue: builder)
        self.createdAt = createdAt
        _finishedAt = NullEncoded(wrappedValue: finishedAt)
        self.seconds = seconds
        _reason = NullEncoded(wrappedValue: reason)
    }
}

/// How long the stages took.
public struct StageSeconds: Codable, Hashable, Sendable {
    @NullEncoded public var build: Double?
    @NullEncoded public var publish: Double?
    @NullEncoded public var rollout: Double?

    public init(build: Double?, publish: Double?, rollout: Double?) {
        _build = NullEncoded(wrappedValue: build)
        _publish = NullEncoded(wrappedValue: publish)
        _rollout = NullEncoded(wrappedValue: rollout)
    }
}
