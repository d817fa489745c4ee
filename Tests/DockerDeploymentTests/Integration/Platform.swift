import CurlClient
import DockerEngine
import Foundation
import Logging
import PlatformModel
import Synchronization
import TestSupport
import Testing

@testable import DockerDeployment

/// One test's own platform: a random id, a real Traefik, and an engine that can be stopped and started again.
final class Platform: Sendable {
    let configuration: DockerDeploymentConfiguration
    let traefik: PrivateTraefik
    let docker = DockerEngine()
    private let http = CurlClient()

    /// Runs the body and removes everything that carries the platform's id afterwards.
    ///
    /// - Parameter routing: with labels, Traefik is one that an operator runs on the Docker provider.
    static func run(
        routing: DockerDeploymentConfiguration.Routing = .file,
        configure: (inout DockerDeploymentConfiguration) -> Void = { _ in },
        _ body: (Platform) async throws -> Void
    ) async throws {
        let id = "test-\(UInt64.random(in: 0 ... .max))"
        let traefik = try await Tool.offPool {
            try PrivateTraefik(routing == .file ? .file() : .docker(label: Labels.platform, value: id))
        }
        var configuration = DockerDeploymentConfiguration(
            platform: id, routesDirectory: traefik.routes, traefikAPI: traefik.api)
        configuration.routing = routing
        configuration.subnets = try SubnetRange(parsing: "10.214.0.0/16")
        configuration.stopGrace = .seconds(2)
        configure(&configuration)
        let platform = Platform(configuration, traefik)
        do {
            try await body(platform)
        } catch {
            await platform.removeEverything()
            throw error
        }
        await platform.removeEverything()
    }

    private init(_ configuration: DockerDeploymentConfiguration, _ traefik: PrivateTraefik) {
        self.configuration = configuration
        self.traefik = traefik
    }

    /// Starts an engine, as a process would, for the time of the body; then cancels it, as its death would.
    func withEngine<Value: Sendable>(
        _ configuration: DockerDeploymentConfiguration? = nil,
        _ body: @Sendable (DockerDeployment) async throws -> Value
    ) async throws -> Value {
        let engine = DockerDeployment(configuration ?? self.configuration, logger: Logger(label: "test"))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await engine.run() }
            let value = try await body(engine)
            group.cancelAll()
            return value
        }
    }

    func specification(
        _ project: ProjectID, _ number: Int, image: String, replicas: Int = 1, environment: [String: String] = [:],
        deadline: Duration = .seconds(30)
    ) -> RolloutSpecification {
        RolloutSpecification(
            project: project, deployment: DeploymentID(), number: number, image: image, environment: environment,
            hosts: [Self.host(of: project)], replicas: replicas, deadline: deadline)
    }

    static func host(of project: ProjectID) -> String { "\(project).user-app.localhost" }

    /// Sends a request through Traefik.
    func get(_ path: String = "/", of project: ProjectID) async throws -> CollectedResponse {
        var request = HTTPRequest("GET", "http://127.0.0.1:\(traefik.port)\(path)", timeout: .seconds(10))
        request.headers.add("Host", Self.host(of: project))
        return try await http.collect(request)
    }

    func text(_ path: String = "/", of project: ProjectID) async throws -> String {
        String(decoding: try await get(path, of: project).body, as: UTF8.self)
    }

    func replicas(of project: ProjectID) async throws -> [Replica] {
        try await docker.replicas(platform: configuration.platform, of: project)
    }

    /// The host's own address in the project's network.
    func gateway(of project: ProjectID) async throws -> String {
        let replica = try #require(try await replicas(of: project).first)
        let details = try await docker.inspectContainer(replica.id)
        return try #require(details.networkSettings?.networks?[ProjectNetwork.name(of: project)]?.gateway)
    }

    private func removeEverything() async {
        let filter = DockerFilters.label(Labels.platform, configuration.platform)
        for container in (try? await docker.listContainers(filter)) ?? [] {
            try? await docker.removeContainer(container.id, force: true)
        }
        for network in (try? await docker.listNetworks(filter)) ?? [] { try? await docker.removeNetwork(network.name) }
        let rules = FirewallRules(platform: configuration.platform, blockedDestinations: [])
        try? await Firewall(rules: rules).remove()
    }
}

/// The events of a rollout, to its end.
func events(of stream: AsyncThrowingStream<RolloutEvent, any Error>) async throws -> [RolloutEvent] {
    var events: [RolloutEvent] = []
    for try await event in stream { events.append(event) }
    return events
}
