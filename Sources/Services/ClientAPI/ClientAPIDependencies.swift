public import PlatformModel

/// The ports that the client API stands on.
public struct ClientAPIDependencies: Sendable {
    public var accounts: any AccountStore
    public var sessions: any SessionStore
    public var accountTokens: any AccountTokenStore
    public var projects: any ProjectStore
    public var deployments: any DeploymentStore
    public var repositories: any RepositoryStore
    public var engine: any DeploymentEngine
    public var artifacts: any BuildArtifacts
    public var requests: any RequestedDeployments
    /// Without one, accounts are active at once, and an administrator resets passwords.
    public var mail: (any MailSender)?

    /// - Parameters:
    ///   - store: what keeps accounts, projects and deployments.
    ///   - artifacts: where the images and caches of a deleted project are.
    ///   - requests: starts deployments that no push asks for.
    public init(
        store: any AccountStore & SessionStore & AccountTokenStore & ProjectStore & DeploymentStore,
        repositories: any RepositoryStore, engine: any DeploymentEngine, artifacts: any BuildArtifacts,
        requests: any RequestedDeployments
    ) {
        accounts = store
        sessions = store
        accountTokens = store
        projects = store
        deployments = store
        self.repositories = repositories
        self.engine = engine
        self.artifacts = artifacts
        self.requests = requests
    }
}
