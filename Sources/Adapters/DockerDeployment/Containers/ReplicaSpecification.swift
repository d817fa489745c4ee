import DockerEngine
import PlatformModel

extension RolloutSpecification {
    /// `paastech-<project>-<deployment number>-<replica>`
    func containerName(replica: Int) -> String { "paastech-\(project)-\(number)-\(replica)" }

    /// The container of one replica.
    ///
    /// It does not restart by itself yet: one that ends before it was healthy has failed. The restart policy is also how
    /// a container is known to have been healthy once, when everything else is lost.
    func container(
        replica: Int, configuration: DockerDeploymentConfiguration
    ) -> ContainerSpecification {
        let network = ProjectNetwork.name(of: project)
        var container = ContainerSpecification(name: containerName(replica: replica), image: image)
        // Any user may bind port 80: Docker lowers ip_unprivileged_port_start in each container.
        let variables = environment.merging(["PORT": "80"]) { _, fixed in fixed }
        container.config.environment = variables.map { "\($0.key)=\($0.value)" }.sorted()
        container.config.labels = labels(replica: replica, network: network, configuration: configuration)
        container.config.stopSignal = "SIGTERM"
        container.config.stopTimeout = Int(configuration.stopGrace.components.seconds)
        container.host = Self.host(network: network, limits: configuration.limits)
        return container
    }

    private func labels(
        replica: Int, network: String, configuration: DockerDeploymentConfiguration
    ) -> [String: String] {
        let own = [
            Labels.platform: configuration.platform,
            Labels.project: "\(project)",
            Labels.deployment: "\(number)",
            Labels.deploymentID: "\(deployment)",
            Labels.replica: "\(replica)",
            Labels.hosts: hosts.joined(separator: ","),
        ]
        let traefik = Labels.traefik(
            project: "\(project)", rule: TraefikRoute.rule(hosts), entryPoints: configuration.entryPoints,
            network: network, isEnabled: configuration.routing == .labels)
        return traefik.merging(own) { _, own in own }
    }

    private static func host(network: String, limits: DockerDeploymentConfiguration.Limits) -> HostConfig {
        var host = HostConfig()
        host.networkMode = network
        host.memory = limits.memory
        host.memorySwap = limits.memory
        host.nanoCPUs = Int64(limits.cpus * 1_000_000_000)
        host.pidsLimit = limits.processes
        host.droppedCapabilities = ["ALL"]
        host.securityOptions = ["no-new-privileges:true"]
        host.restartPolicy = .never
        host.logConfig = LogConfig(type: "json-file", options: ["max-size": "\(limits.logSize)", "max-file": "2"])
        return host
    }
}
