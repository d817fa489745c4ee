public import FoundationEssentials
public import PlatformModel

/// A project as its owner sees it.
public struct ProjectResource: Codable, Hashable, Sendable {
    public var id: ProjectID
    public var name: String
    /// The owner's user name.
    public var owner: String
    public var config: ProjectConfiguration
    public var createdAt: Date
    public var updatedAt: Date
    /// Where the application answers.
    public var url: String
    /// What `git remote add paastech` takes.
    public var remote: String
    /// The branch whose pushes are deployed.
    public var deployBranch: String
    /// Whether the application runs (`STATUS_RUNNING`).
    public var status: ContainerStatus

    public init(
        id: ProjectID, name: String, owner: String, config: ProjectConfiguration, createdAt: Date, updatedAt: Date,
        url: String, remote: String, deployBranch: String, status: ContainerStatus
    ) {
        self.id = id
        self.name = name
        self.owner = owner
        self.config = config
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.url = url
        self.remote = remote
        self.deployBranch = deployBranch
        self.status = status
    }
}

/// The document in `config`, in the original's spelling.
public struct ProjectConfiguration: Codable, Hashable, Sendable {
    /// Run-time environment of the application.
    public var environment: [String: String]

    public init(environment: [String: String]) {
        self.environment = environment
    }

    enum CodingKeys: String, CodingKey {
        case environment = "env_vars"
    }
}

/// What a change of the run-time environment gives back (`PUT`/`PATCH …/config`, `PATCH …/deploy`).
public struct ConfigurationChange: Codable, Hashable, Sendable {
    /// The whole environment after the change.
    public var environment: [String: String]
    /// The deployment that rolls the change out; `null` when nothing was ever deployed or `rollout=false` was said.
    @NullEncoded public var deployment: DeploymentResource?

    public init(environment: [String: String], deployment: DeploymentResource?) {
        self.environment = environment
        _deployment = NullEncoded(wrappedValue: deployment)
    }

    enum CodingKeys: String, CodingKey {
        case environment = "env_vars"
        case deployment
    }
}
