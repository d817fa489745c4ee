import CurlClient
import DockerEngine
import PlatformModel

/// What a rollout and a recovery work with: the daemon, Traefik and the packet filter of one host.
struct DeploymentHost: Sendable {
    let configuration: DockerDeploymentConfiguration
    let docker: DockerEngine
    /// For containers and Traefik's API.
    let http: CurlClient
    let routes: TraefikRoutes
    let traefik: TraefikAPI
    let firewall: Firewall?

    init(_ configuration: DockerDeploymentConfiguration) {
        self.configuration = configuration
        docker = DockerEngine(socketPath: configuration.dockerSocket)
        var settings = CurlClient.Configuration()
        settings.connectTimeout = .seconds(1)
        http = CurlClient(settings)
        routes = TraefikRoutes(directory: configuration.routesDirectory, entryPoints: configuration.entryPoints)
        traefik = TraefikAPI(
            base: configuration.traefikAPI, provider: configuration.routing == .file ? "file" : "docker", client: http)
        let rules = FirewallRules(
            platform: configuration.platform, blockedDestinations: configuration.blockedDestinations)
        firewall = configuration.isFirewalled ? Firewall(rules: rules) : nil
    }

    func replicas(of project: ProjectID) async throws -> [Replica] {
        try await docker.replicas(platform: configuration.platform, of: project)
    }

    /// Stops containers, all at once, and removes them with their anonymous volumes.
    func retire(_ replicas: [Replica]) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for replica in replicas {
                group.addTask {
                    try await ignoringMissing {
                        try await docker.stopContainer(replica.id, timeout: configuration.stopGrace)
                    }
                    try await remove(replica.id)
                }
            }
        }
    }

    /// Kills and removes containers that nothing is routed to.
    func discard(_ replicas: [Replica]) async throws {
        for replica in replicas { try await remove(replica.id) }
    }

    private func remove(_ id: String) async throws {
        try await ignoringMissing {
            do {
                try await docker.removeContainer(id, force: true)
            } catch let error as DockerError where error.code == .conflict {
                // "removal is already in progress": somebody else removes it right now.
                _ = try await docker.waitContainer(id, condition: "removed")
            }
        }
    }

    private func ignoringMissing(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch let error as DockerError where error.code == .notFound {
        }
    }
}

extension PlatformError {
    /// What any error of the adapter's parts means to the platform.
    init(engine error: any Error) {
        switch error {
        case let error as PlatformError: self = error
        case is CancellationError: self.init(.canceled, "the deployment engine was stopped", cause: error)
        case let error as DockerError:
            let code: Code =
                switch error.code {
                case .unreachable, .timedOut, .connectionLost: .unavailable
                case .notFound: .notFound
                case .conflict: .conflict
                case .invalid: .invalid
                case .forbidden, .failed, .stream, .unexpectedAnswer: .internalError
                }
            self.init(code, error.message, cause: error)
        default: self.init(.internalError, "the deployment engine failed: \(error)", cause: error)
        }
    }
}
