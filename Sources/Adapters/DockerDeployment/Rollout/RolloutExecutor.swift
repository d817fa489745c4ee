import DockerEngine
import PlatformModel

/// Does what a ``RolloutMachine`` says, and tells it what came of it.
struct RolloutExecutor {
    private struct Started: Sendable {
        let id: String
        let address: String
        let at: ContinuousClock.Instant
    }

    let specification: RolloutSpecification
    let host: DeploymentHost
    let report: @Sendable (RolloutEvent) -> Void
    private var machine: RolloutMachine
    private let previous: DeploymentID?
    private var started: [Int: Started] = [:]

    init(
        _ specification: RolloutSpecification, previous: (id: DeploymentID, number: Int)?, host: DeploymentHost,
        report: @escaping @Sendable (RolloutEvent) -> Void
    ) {
        self.specification = specification
        self.host = host
        self.report = report
        self.previous = previous?.id
        machine = RolloutMachine(
            image: specification.image, replicas: specification.replicas, previous: previous?.number)
    }

    /// - Throws: ``PlatformError`` `unavailable` when Docker went away, `CancellationError` when the engine is stopped.
    ///   What is left then is for the recovery; the caller may ask for the same rollout again.
    mutating func run() async throws {
        var pending = machine.handle(.begun)[...]
        while let action = pending.popFirst() {
            switch action {
            case .report(let event): report(event)
            case .finish: return
            case .probe: pending += try await probe()
            default: pending += machine.handle(try await outcome(of: action))
            }
        }
    }

    /// The input an action leads to; a failure of anything but Docker itself is one as well.
    private mutating func outcome(of action: RolloutMachine.Action) async throws -> RolloutMachine.Input {
        do {
            return try await perform(action)
        } catch let error as CancellationError {
            throw error
        } catch {
            let error = PlatformError(engine: error)
            if error.code == .unavailable, error.cause is DockerError { throw error }
            return .failed(reason: error.message)
        }
    }

    private mutating func perform(_ action: RolloutMachine.Action) async throws -> RolloutMachine.Input {
        switch action {
        case .pull:
            try await pull()
            return .pulled
        case .prepareNetwork:
            // The rules stand before the network does.
            try await host.firewall?.ensure()
            try await network.ensure()
            return .networkReady
        case .removeLeftovers:
            try await host.discard(try await ownReplicas())
            return .leftoversRemoved
        case .start(let replica):
            try await start(replica)
            return .started(replica: replica)
        case .makePermanent:
            try await makePermanent()
            return .madePermanent
        case .route:
            try await route()
            return .routed
        case .drain:
            let drain = Drain(connections: OpenConnections(docker: host.docker), limit: host.configuration.drain)
            try await drain.wait(for: try await otherReplicas())
            return .drained
        case .retire:
            try await host.retire(try await otherReplicas())
            return .retired
        case .collectLog(let replica):
            return .logCollected(await lastLines(of: replica))
        case .restoreRoute:
            await restoreRoute()
            return .routeRestored
        case .removeNew:
            try await host.discard(try await ownReplicas())
            return .newRemoved
        case .report, .probe, .finish:
            preconditionFailure("\(action) is not performed here")
        }
    }

    private var network: ProjectNetwork {
        ProjectNetwork(docker: host.docker, configuration: host.configuration, project: specification.project)
    }

    private func ownReplicas() async throws -> [Replica] {
        try await host.replicas(of: specification.project).filter { $0.deployment == specification.deployment }
    }

    private func otherReplicas() async throws -> [Replica] {
        try await host.replicas(of: specification.project).filter { $0.deployment != specification.deployment }
    }

    // MARK: Containers

    private func pull() async throws {
        // A digest names one content for ever: what the daemon has needs no registry.
        if try await host.docker.hasImage(specification.image) { return }
        do {
            try await host.docker.pullImage(specification.image)
        } catch let error as DockerError where error.code != .unreachable && error.code != .connectionLost {
            throw PlatformError(.notFound, "cannot pull \(specification.image): \(error.message)")
        }
    }

    private mutating func start(_ replica: Int) async throws {
        let container = specification.container(replica: replica, configuration: host.configuration)
        let id = try await host.docker.createContainer(container)
        try await host.docker.startContainer(id)
        let now = ContinuousClock.now
        let inspection = try await host.docker.inspectContainer(id)
        // Without an address it has ended already, which the probe tells.
        let address = inspection.address(in: ProjectNetwork.name(of: specification.project)) ?? "0.0.0.0"
        started[replica] = Started(id: id, address: address, at: now)
    }

    private mutating func probe() async throws -> [RolloutMachine.Action] {
        let image = try await host.docker.inspectImage(specification.image)
        let test = image.config?.healthcheck?.test ?? []
        let probes = started.mapValues { replica in
            HealthProbe(
                docker: host.docker, http: host.http, container: replica.id, address: replica.address,
                host: specification.hosts[0], hasHealthCheck: !test.isEmpty && test != ["NONE"], started: replica.at,
                limit: specification.deadline)
        }
        var machine = machine
        defer { self.machine = machine }
        let report = report
        return try await withThrowingTaskGroup(of: (Int, HealthProbe.Verdict).self) { group in
            for (replica, probe) in probes { group.addTask { (replica, try await probe.verdict()) } }
            defer { group.cancelAll() }
            while let (replica, verdict) = try await nextTranslated(&group) {
                let input: RolloutMachine.Input =
                    switch verdict {
                    case .healthy(let after): .healthy(replica: replica, after: after)
                    case .unhealthy(let reason): .unhealthy(replica: replica, reason: reason)
                    }
                var next = machine.handle(input)[...]
                while case .report(let event) = next.first {
                    report(event)
                    next.removeFirst()
                }
                if !next.isEmpty { return Array(next) }
            }
            return []
        }
    }

    private func nextTranslated<Value>(_ group: inout ThrowingTaskGroup<Value, any Error>) async throws -> Value? {
        do {
            return try await group.next()
        } catch let error as DockerError {
            throw PlatformError(engine: error)
        }
    }

    private func makePermanent() async throws {
        var update = ResourceUpdate()
        update.restartPolicy = .unlessStopped
        for replica in started.values { try await host.docker.updateContainer(replica.id, update) }
    }

    /// The last 50 lines of what the application said; none where the daemon has none.
    private func lastLines(of replica: Int) async -> [String] {
        guard let id = started[replica]?.id else { return [] }
        return (try? await ContainerLog(docker: host.docker).tail(of: id, lines: 50).map(\.text)) ?? []
    }

    // MARK: Traffic

    private func route() async throws {
        let replicas = try await ownReplicas()
        let servers = replicas.filter(\.isRunning).compactMap(\.server).sorted()
        guard servers.count == specification.replicas else {
            throw PlatformError(.conflict, "a replica ended right after it had answered")
        }
        let expected = Set(servers)
        switch host.configuration.routing {
        case .file:
            let route = TraefikRoute(
                project: specification.project, deployment: specification.deployment, number: specification.number,
                hosts: specification.hosts, servers: servers)
            try host.routes.write(route)
            try await waitForTraefik { $0 == expected }
        case .labels:
            try await waitForTraefik { $0?.isSuperset(of: expected) ?? false }
        }
    }

    private func waitForTraefik(until isSatisfied: (Set<String>?) -> Bool) async throws {
        let hint =
            host.configuration.routing == .file
            ? "check that traefik runs and that its file provider watches \(host.routes.directory)"
            : "check that traefik runs with the docker provider and reaches the network \(ProjectNetwork.name(of: specification.project))"
        try await host.traefik.wait(
            for: specification.project, within: host.configuration.switchDeadline, hint: hint, until: isSatisfied)
    }

    /// Puts the route back; as well as it can be done, since the rollout has failed already.
    private func restoreRoute() async {
        guard host.configuration.routing == .file else { return }
        guard let previous,
            let replicas = try? await host.replicas(of: specification.project).filter({ $0.deployment == previous }),
            let first = replicas.first
        else {
            try? host.routes.remove(specification.project)
            return
        }
        let servers = replicas.filter(\.isRunning).compactMap(\.server).sorted()
        let route = TraefikRoute(
            project: first.project, deployment: first.deployment, number: first.number, hosts: first.hosts,
            servers: servers)
        _ = try? host.routes.write(route)
        let expected = Set(servers)
        try? await waitForTraefik { $0 == expected }
    }
}
