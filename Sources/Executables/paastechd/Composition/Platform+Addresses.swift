import ClientAPI
import LocalPlatform
import Logging
import PackImageBuilder
import PlatformModel
import ServiceRPC

extension Platform {
    /// What runs now, or the settings where nothing does.
    private var endpoints: Endpoints? { try? Endpoints(readingFrom: directory.endpoints) }

    var registry: String { endpoints?.registry ?? "\(settings.registry)" }

    /// The remote to push to.
    func remote(of project: Project) -> String {
        let set = settings.sshPublic.map(\.description)
        return "ssh://git@\(set ?? endpoints?.ssh ?? "\(settings.ssh)")/\(project.ownerName)/\(project.name)"
    }

    /// Where the application answers, by its friendly name.
    func url(of project: Project) -> String {
        let running = endpoints
        let hosts = ApplicationHosts(
            project: project.id, name: project.name, owner: project.ownerName,
            domain: running?.domain ?? settings.domain)
        let http = running.flatMap { try? HostAndPort(parsing: $0.http) } ?? settings.http
        let https = running.map { $0.https.flatMap { try? HostAndPort(parsing: $0) } } ?? settings.https
        let isSecure = https != nil
        let port = (https ?? http).port
        let isDefault = port == (isSecure ? 443 : 80)
        return "\(isSecure ? "https" : "http")://\(hosts.friendly)\(isDefault ? "" : ":\(port)")"
    }

    /// Creates and deletes projects as the client API does.
    func projectLifecycle() throws -> ProjectLifecycle {
        let services = try services()
        return ProjectLifecycle(
            .init(
                projects: database, deployments: database,
                repositories: GitControllerClient(endpoint: services.gitController),
                engine: PomegranateClient(endpoint: services.pomegranate),
                artifacts: RegistryImageRetention(dockerSocket: settings.dockerSocket), registry: registry),
            logger: Logger(label: "paastechd"))
    }

    /// As set, else as what runs now says, else the sockets in the data directory.
    private func services() throws(PlatformError) -> ServiceEndpoints {
        let running = endpoints
        return try ServiceEndpoints(
            settings, gitController: running?.gitController ?? "unix:\(directory.gitControllerSocket)",
            pomegranate: running?.pomegranate ?? "unix:\(directory.pomegranateSocket)")
    }

    func withEngine<Result: Sendable>(_ body: (any DeploymentEngine) async throws -> Result) async throws -> Result {
        try await body(PomegranateClient(endpoint: services().pomegranate))
    }

    /// The applications' states, unknown where the engine does not answer.
    func states(of projects: [ProjectID]) async -> [ProjectID: ApplicationStatus] {
        (try? await withEngine { try await $0.status(of: projects) }) ?? [:]
    }
}
