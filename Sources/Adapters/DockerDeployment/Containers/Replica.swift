import DockerEngine
import PlatformModel

/// A container of the platform, as the daemon lists it.
struct Replica: Sendable, Equatable {
    let id: String
    let project: ProjectID
    let deployment: DeploymentID
    let number: Int
    let index: Int
    let hosts: [String]
    /// `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`.
    let state: String
    /// Its address in the project's network, `nil` while it does not run.
    let address: String?

    /// `nil` for a container without the platform's labels.
    init?(_ summary: ContainerSummary) {
        let labels = summary.labels ?? [:]
        guard let project = labels[Labels.project].flatMap({ ProjectID($0) }),
            let deployment = labels[Labels.deploymentID].flatMap({ DeploymentID($0) }),
            let number = labels[Labels.deployment].flatMap({ Int($0) }),
            let index = labels[Labels.replica].flatMap({ Int($0) })
        else { return nil }
        id = summary.id
        self.project = project
        self.deployment = deployment
        self.number = number
        self.index = index
        hosts = (labels[Labels.hosts] ?? "").split(separator: ",").map(String.init)
        state = summary.state ?? ""
        let address = summary.networkSettings?.networks?[ProjectNetwork.name(of: project)]?.ipAddress
        self.address = address.flatMap { $0.isEmpty ? nil : $0 }
    }

    var isRunning: Bool { state == "running" }
    /// The URL Traefik forwards to.
    var server: String? { address.map(TraefikRoute.server) }
}

extension DockerEngine {
    /// The platform's containers, running or not.
    func replicas(platform: String, of project: ProjectID? = nil) async throws -> [Replica] {
        var filters = DockerFilters.label(Labels.platform, platform)
        if let project { filters = filters.and(label: Labels.project, "\(project)") }
        return try await listContainers(filters).compactMap(Replica.init)
    }
}
