import DockerEngine
import PlatformModel

/// The bridge network of one project, on which no other tenant is.
struct ProjectNetwork {
    let docker: DockerEngine
    let configuration: DockerDeploymentConfiguration
    let project: ProjectID

    static func name(of project: ProjectID) -> String { "paastech-\(project)" }

    /// The name of the bridge on the host: the platform's prefix, which its firewall matches, and digits of the project.
    /// Interface names end at 15 bytes (IFNAMSIZ).
    static func bridge(of project: ProjectID, platform: String) -> String {
        bridgePrefix(platform: platform) + "\(project)".filter { $0 != "-" }.prefix(8)
    }

    static func bridgePrefix(platform: String) -> String { "pt" + FirewallRules.tag(of: platform).prefix(4) }

    /// Creates the network unless it is there. A subnet in use is passed over for the next.
    func ensure() async throws {
        let name = Self.name(of: project)
        do {
            _ = try await docker.inspectNetwork(name)
            return
        } catch let error as DockerError where error.code == .notFound {
        }
        let used = Set(
            try await docker.listNetworks().flatMap { $0.ipam?.configurations?.compactMap(\.subnet) ?? [] })
        for subnet in configuration.subnets.candidates(for: project) where !used.contains(subnet) {
            do {
                _ = try await docker.createNetwork(specification(name, subnet))
                return
            } catch let error as DockerError where error.isPoolOverlap {
                continue
            }
        }
        throw PlatformError(
            .unavailable,
            "no free subnet is left in \(configuration.subnets) for project \(project); configure a larger range or remove unused networks"
        )
    }

    /// One that is gone already is no error.
    func remove() async throws {
        do {
            try await docker.removeNetwork(Self.name(of: project))
        } catch let error as DockerError where error.code == .notFound {
        }
    }

    private func specification(_ name: String, _ subnet: String) -> NetworkSpecification {
        var network = NetworkSpecification(
            name: name, subnet: subnet,
            labels: [Labels.platform: configuration.platform, Labels.project: "\(project)"])
        network.options = [
            "com.docker.network.bridge.name": Self.bridge(of: project, platform: configuration.platform)
        ]
        return network
    }
}
