import DockerEngine
import PlatformModel

extension DockerDeployment {
    /// Settles what a process that died left behind: containers nobody routes to go, routes follow the containers that
    /// serve, and those that serve run.
    ///
    /// - Throws: ``PlatformError`` when Docker does not answer.
    func recover() async throws {
        do {
            let running = try await host.docker.replicas(platform: host.configuration.platform).map(\.project)
            for project in Set(running + host.routes.projects()) {
                try await locks.withLock(project) { try await self.reconcile(project) }
            }
        } catch {
            throw PlatformError(engine: error)
        }
    }

    /// Brings one project in step. The caller holds its lock.
    func reconcile(_ project: ProjectID) async throws {
        let replicas = try await host.replicas(of: project)
        guard let live = try await liveDeployment(of: project) else {
            // Half-started only, or nothing: a first rollout that never came to its end.
            try await host.discard(replicas)
            try host.routes.remove(project)
            return
        }
        for replica in replicas where replica.deployment == live.id && replica.state == "exited" {
            // A dockerd that was killed does not start its containers again by itself.
            logger.notice("a container that serves had stopped", metadata: ["project": "\(project)"])
            try await host.docker.startContainer(replica.id)
        }
        try await rewriteRoute(of: project, live: live.id)
        try await host.retire(replicas.filter { $0.deployment != live.id })
    }

    /// Makes the routing file say the addresses that the containers have now.
    private func rewriteRoute(of project: ProjectID, live: DeploymentID) async throws {
        guard host.configuration.routing == .file else { return }
        let serving = try await host.replicas(of: project).filter { $0.deployment == live && $0.isRunning }
        let servers = serving.compactMap(\.server).sorted()
        guard let first = serving.first, !servers.isEmpty else { return }
        let route = TraefikRoute(
            project: project, deployment: live, number: first.number, hosts: first.hosts, servers: servers)
        if try host.routes.write(route) {
            logger.notice("route rewritten", metadata: ["project": "\(project)", "deployment": "\(live)"])
        }
    }

    /// Follows the containers' lives until cancelled: one that was started again may have another address, and a dockerd
    /// that was away may have changed everything.
    func followContainers() async {
        let filters = DockerFilters.label(Labels.platform, host.configuration.platform).and("type", "container")
        while !Task.isCancelled {
            do {
                let events = try await host.docker.events(filters.and("event", "start"))
                try await host.firewall?.ensure()
                try await recover()
                for try await event in events {
                    guard let text = event.actor.attributes?[Labels.project], let project = ProjectID(text) else {
                        continue
                    }
                    await state.signal(.changed, to: project)
                    // A rollout starts containers too, and holds the lock; its own are in order when it lets go.
                    guard await state.rollout(of: project) == nil else { continue }
                    try await locks.withLock(project) { try await self.reconcile(project) }
                }
            } catch is CancellationError {
                return
            } catch {
                logger.warning("lost sight of docker, trying again", metadata: ["error": "\(error)"])
            }
            try? await Task.sleep(for: .milliseconds(250))
        }
    }
}
