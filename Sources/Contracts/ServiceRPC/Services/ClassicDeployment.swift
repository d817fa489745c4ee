public import PlatformModel

/// What the original `Deploy` call leaves open: its request has neither hosts, nor a digest, nor a deployment.
public struct ClassicDeployment: Sendable {
    /// Applications answer under `<project-uuid>.user-app.<domain>`.
    public var domain: String
    public var replicas: Int
    public var deadline: Duration
    /// Gives the reference by digest (`name@sha256:…`) of an image that is named by tag.
    public var pin: @Sendable (_ reference: String) async throws(PlatformError) -> String
    /// The number the next deployment of the project gets.
    public var nextNumber: @Sendable (ProjectID) async throws(PlatformError) -> Int

    public init(
        domain: String, replicas: Int = 1, deadline: Duration = .seconds(60),
        pin: @escaping @Sendable (String) async throws(PlatformError) -> String,
        nextNumber: @escaping @Sendable (ProjectID) async throws(PlatformError) -> Int
    ) {
        self.domain = domain
        self.replicas = replicas
        self.deadline = deadline
        self.pin = pin
        self.nextNumber = nextNumber
    }

    func specification(
        project: ProjectID, reference: String, environment: [String: String]
    ) async throws(PlatformError) -> RolloutSpecification {
        let image = reference.contains("@") ? reference : try await pin(reference)
        return RolloutSpecification(
            project: project, deployment: DeploymentID(), number: try await nextNumber(project), image: image,
            environment: environment, hosts: ["\(project).user-app.\(domain)"], replicas: replicas, deadline: deadline)
    }
}
