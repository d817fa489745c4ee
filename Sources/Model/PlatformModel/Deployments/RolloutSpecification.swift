/// Which image of a project shall serve, and how.
public struct RolloutSpecification: Hashable, Sendable {
    public let project: ProjectID
    public let deployment: DeploymentID
    public let number: Int
    /// `name@sha256:…`; a tag is refused.
    public let image: String
    public let environment: [String: String]
    /// The first is the permanent host, the others are further names.
    public let hosts: [String]
    public let replicas: Int
    /// How long the new replicas may take to become healthy.
    public let deadline: Duration

    public init(
        project: ProjectID, deployment: DeploymentID, number: Int, image: String, environment: [String: String],
        hosts: [String], replicas: Int, deadline: Duration
    ) {
        self.project = project
        self.deployment = deployment
        self.number = number
        self.image = image
        self.environment = environment
        self.hosts = hosts
        self.replicas = replicas
        self.deadline = deadline
    }
}
