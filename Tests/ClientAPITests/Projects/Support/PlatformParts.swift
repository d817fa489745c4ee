import DockerDeployment
import DockerEngine
import Foundation
import GitController
import Logging
import PackImageBuilder
import PlatformModel
import Pomegranate
import PostgresStore
import ServiceLifecycle
import ServiceRPC
import TestSupport

@testable import ClientAPI

/// The parts the client API stands on, all real: a database, a git controller and a Pomegranate on unix sockets, Traefik,
/// a registry and dockerd.
final class PlatformParts: Sendable {
    let database: PlatformDatabase
    let repositories: RepositoryDirectory
    let gitController: RPCEndpoint
    let pomegranate: RPCEndpoint
    let traefik: PrivateTraefik
    let registry = PrivateRegistry.shared.host
    let docker = DockerEngine()
    let databaseURL: String
    let directory: TemporaryDirectory
    let platform: String

    /// A part that is down.
    static let nobody = RPCEndpoint.unixSocket(path: "/nonexistent/socket")
    static let logger = {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }()

    /// Runs the body with everything up, and removes what it left in dockerd afterwards.
    static func run(_ body: (PlatformParts) async throws -> Void) async throws {
        let parts = try await PlatformParts()
        let group = ServiceGroup(services: [parts.makeGitController(), try parts.makePomegranate()], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await eventually("the parts listen") {
                [parts.directory.file("git"), parts.directory.file("pomegranate")]
                    .allSatisfy(FileManager.default.fileExists(atPath:))
            }
            let result: Result<Void, any Error>
            do { result = .success(try await body(parts)) } catch { result = .failure(error) }
            await parts.removeFromDocker()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            parts.database.close()
            try result.get()
        }
    }

    private init() async throws {
        databaseURL = try await Tool.offPool {
            PrivatePostgres.shared.url(database: try PrivatePostgres.shared.createDatabase())
        }
        database = try PlatformDatabase(url: databaseURL)
        try await database.migrate()
        traefik = try await Tool.offPool { try PrivateTraefik() }
        directory = try TemporaryDirectory("client-api")
        repositories = RepositoryDirectory(path: directory.file("repositories"))
        gitController = .unixSocket(path: directory.file("git"))
        pomegranate = .unixSocket(path: directory.file("pomegranate"))
        platform = "test-\(UInt64.random(in: 0 ... .max))"
    }

    private func makeGitController() -> GitController {
        GitController(directory: repositories, endpoint: gitController, logger: Self.logger)
    }

    private func makePomegranate() throws -> Pomegranate {
        var configuration = DockerDeploymentConfiguration(
            platform: platform, routesDirectory: traefik.routes, traefikAPI: traefik.api)
        configuration.subnets = try SubnetRange(parsing: "10.215.0.0/16")
        configuration.drain = .milliseconds(100)
        configuration.stopGrace = .seconds(2)
        configuration.isFirewalled = false
        let engine = DockerDeployment(configuration, logger: Self.logger)
        return Pomegranate(
            engine: engine, work: .init(run: engine.run, finish: engine.finish),
            classic: ClassicDeployment(domain: "localhost", pin: { $0 }, nextNumber: { _ in 1 }),
            endpoint: pomegranate, logger: Self.logger)
    }

    func lifecycle(gitController: RPCEndpoint? = nil, pomegranate: RPCEndpoint? = nil) -> ProjectLifecycle {
        ProjectLifecycle(
            .init(
                projects: database, deployments: database,
                repositories: GitControllerClient(endpoint: gitController ?? self.gitController),
                engine: PomegranateClient(endpoint: pomegranate ?? self.pomegranate),
                artifacts: RegistryImageRetention(), registry: registry),
            logger: Self.logger)
    }

    var engine: PomegranateClient { PomegranateClient(endpoint: pomegranate) }

    func hasRepository(_ project: ProjectID) -> Bool {
        FileManager.default.fileExists(atPath: repositories.repository(of: project))
    }

    /// Containers of a project, running or not.
    func containers(of project: ProjectID) async throws -> [String] {
        try await docker.listContainers(.label("paastech.project", "\(project)")).map(\.id)
    }

    private func removeFromDocker() async {
        let filter = DockerFilters.label("paastech.platform", platform)
        for container in (try? await docker.listContainers(filter)) ?? [] {
            try? await docker.removeContainer(container.id, force: true)
        }
        for network in (try? await docker.listNetworks(filter)) ?? [] { try? await docker.removeNetwork(network.name) }
    }
}
