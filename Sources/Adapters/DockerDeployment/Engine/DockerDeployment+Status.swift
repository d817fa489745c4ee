import DockerEngine
public import PlatformModel

extension DockerDeployment {
    public func serving(_ project: ProjectID) async throws(PlatformError) -> ServingState {
        // Asked first: a rollout that ends in between is then found as what serves.
        let rollingOut = await state.rollout(of: project)?.deployment
        do {
            return ServingState(live: try await liveDeployment(of: project)?.id, rollingOut: rollingOut)
        } catch {
            throw PlatformError(engine: error)
        }
    }

    public func status(of projects: [ProjectID]) async throws(PlatformError) -> [ProjectID: ApplicationStatus] {
        do {
            let replicas = try await host.docker.replicas(platform: host.configuration.platform)
            let byProject = Dictionary(grouping: replicas, by: \.project)
            var statuses: [ProjectID: ApplicationStatus] = [:]
            for project in projects {
                statuses[project] = Self.status(
                    of: byProject[project] ?? [], isStopping: await state.isStopping(project),
                    isRollingOut: await state.rollout(of: project) != nil,
                    routed: host.routes.routed(project)?.id)
            }
            return statuses
        } catch {
            throw PlatformError(engine: error)
        }
    }

    /// - Parameter routed: the deployment that traffic goes to; `nil` when none does, or with labels.
    static func status(
        of replicas: [Replica], isStopping: Bool, isRollingOut: Bool, routed: DeploymentID?
    ) -> ApplicationStatus {
        if isStopping { return .stopping }
        let serving = replicas.filter { routed == nil ? !isRollingOut : $0.deployment == routed }
        if serving.contains(where: \.isRunning) { return .running }
        if isRollingOut || serving.contains(where: { $0.state == "restarting" }) { return .starting }
        return replicas.isEmpty ? .unknown : .stopped
    }

    public func statistics(of project: ProjectID) async throws(PlatformError) -> ApplicationStatistics {
        do {
            let running = try await host.replicas(of: project).filter(\.isRunning)
            guard !running.isEmpty else { throw PlatformError(.notFound, "project \(project) has nothing running") }
            let docker = host.docker
            // A reading takes a second, so all are taken at once.
            return try await withThrowingTaskGroup(of: ContainerStatistics.self) { group in
                for replica in running { group.addTask { try await docker.statistics(of: replica.id) } }
                var cpu = 0.0
                var memory: (usage: UInt64, limit: UInt64) = (0, 0)
                for try await reading in group {
                    cpu += reading.cpuPercent
                    memory.usage += reading.memoryInUse
                    memory.limit += reading.memory?.limit ?? 0
                }
                return ApplicationStatistics(cpuUsage: cpu, memoryUsage: memory.usage, memoryLimit: memory.limit)
            }
        } catch {
            throw PlatformError(engine: error)
        }
    }
}
