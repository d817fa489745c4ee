import DockerEngine
public import Logging
public import PlatformModel

/// Runs applications on one Docker host behind one Traefik.
///
/// ``run()`` has to run for rollouts to make progress: it owns them, so that a caller who goes away stops nothing.
public final class DockerDeployment: DeploymentEngine {
    let host: DeploymentHost
    let logger: Logger
    let state = EngineState()
    let locks = ProjectLocks()
    private let jobs: AsyncStream<RolloutFeed>
    private let enqueue: AsyncStream<RolloutFeed>.Continuation

    public init(_ configuration: DockerDeploymentConfiguration, logger: Logger) {
        host = DeploymentHost(configuration)
        self.logger = logger
        (jobs, enqueue) = AsyncStream.makeStream()
    }

    /// Recovers what an earlier process left, then rolls out what is asked for and keeps the routes in step with the
    /// containers until ``finish()`` or cancellation.
    ///
    /// - Throws: ``PlatformError`` when the host cannot be used at all: no Docker, no iptables, no directory for routes.
    public func run() async throws {
        try host.routes.prepare()
        try await host.firewall?.ensure()
        try await recover()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.followContainers() }
            // The watch has no end of its own; the rollouts' end is the end.
            await withDiscardingTaskGroup { rollouts in
                for await feed in jobs {
                    rollouts.addTask { await self.run(feed) }
                }
            }
            group.cancelAll()
        }
    }

    /// Takes no more rollouts; ``run()`` returns when those in progress have ended.
    public func finish() async {
        await state.close()
        enqueue.finish()
    }

    // MARK: Rollouts

    public func rollout(_ specification: RolloutSpecification) -> AsyncThrowingStream<RolloutEvent, any Error> {
        AsyncThrowingStream { continuation in
            // A stream has no task of its own: this one only passes events on, and ends with its reader.
            let task = Task {
                do {
                    try self.validate(specification)
                    let (feed, isNew) = try await self.state.feed(for: specification)
                    if isNew { self.enqueue.yield(feed) }
                    for try await event in feed.events() { continuation.yield(event) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }

    private func validate(_ specification: RolloutSpecification) throws(PlatformError) {
        guard let at = specification.image.lastIndex(of: "@"),
            ImageDigest(specification.image[specification.image.index(after: at)...]) != nil
        else {
            throw PlatformError(.invalid, "image \(specification.image.quotedForDisplay) has to be named by digest")
        }
        guard !specification.hosts.isEmpty else { throw PlatformError(.invalid, "a rollout needs a host name") }
        for host in specification.hosts { try HostName.validate(host) }
        guard (1...host.configuration.mostReplicas).contains(specification.replicas) else {
            throw PlatformError(
                .invalid,
                "\(specification.replicas) replicas are asked for; 1 to \(host.configuration.mostReplicas) can be run")
        }
        for name in specification.environment.keys where name.isEmpty || name.contains("=") || name.contains("\0") {
            throw PlatformError(.invalid, "\(name.quotedForDisplay) is no name of an environment variable")
        }
    }

    private func run(_ feed: RolloutFeed) async {
        let specification = feed.specification
        var logger = logger
        logger[metadataKey: "project"] = "\(specification.project)"
        logger[metadataKey: "deployment"] = "\(specification.deployment)"
        let result: Result<Void, PlatformError>
        do {
            try await locks.withLock(specification.project) {
                try await self.rollOut(feed)
            }
            result = .success(())
        } catch {
            let failure = PlatformError(engine: error)
            logger.error("rollout broke off", metadata: ["error": "\(failure.debugDescription)"])
            result = .failure(failure)
        }
        await state.ended(feed)
        feed.finish(result)
    }

    private func rollOut(_ feed: RolloutFeed) async throws {
        let specification = feed.specification
        let live = try await liveDeployment(of: specification.project)
        if live?.id == specification.deployment {
            // Asked again: whatever an interrupted rollout had still to do is done now.
            try await reconcile(specification.project)
            feed.send(.live)
            return
        }
        let signals = state
        var executor = RolloutExecutor(specification, previous: live, host: host) { event in
            feed.send(event)
        }
        try await executor.run()
        await signals.signal(.changed, to: specification.project)
    }

    /// What serves, by the routing file; with labels, or when the file is lost, the newest that was ever healthy.
    func liveDeployment(of project: ProjectID) async throws -> (id: DeploymentID, number: Int)? {
        let replicas = try await host.replicas(of: project)
        if host.configuration.routing == .file, let routed = host.routes.routed(project),
            replicas.contains(where: { $0.deployment == routed.id })
        {
            return routed
        }
        var proven: [Replica] = []
        for replica in replicas where try await wasHealthy(replica) { proven.append(replica) }
        return proven.max { $0.number < $1.number }.map { ($0.deployment, $0.number) }
    }

    /// A container gets its restart policy when it has become healthy.
    private func wasHealthy(_ replica: Replica) async throws -> Bool {
        do {
            return try await host.docker.inspectContainer(replica.id).host?.restartPolicy?.name
                == RestartPolicy.unlessStopped.name
        } catch let error as DockerError where error.code == .notFound {
            return false
        }
    }
}
