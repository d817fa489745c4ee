import DockerEngine
import PlatformModel

/// Follows the output of a project over restarts and rollouts.
struct LogFollower: Sendable {
    let project: ProjectID
    let tail: Int
    let host: DeploymentHost
    let state: EngineState

    /// Numbers lines in the order in which they are passed on.
    private actor Numbering {
        private var last = 0
        private let receive: @Sendable (LogLine) -> Void

        init(_ receive: @escaping @Sendable (LogLine) -> Void) {
            self.receive = receive
        }

        func pass(_ entry: ContainerLog.Entry) {
            last += 1
            receive(entry.numbered(last))
        }
    }

    /// Returns when the project has been removed.
    ///
    /// - Throws: ``PlatformError`` `notFound` when there is nothing to follow.
    func run(_ receive: @escaping @Sendable (LogLine) -> Void) async throws {
        let (id, signals) = await state.addFollower(of: project)
        do {
            try await follow(signals, Numbering(receive))
        } catch {
            await state.removeFollower(id, of: project)
            throw error
        }
        await state.removeFollower(id, of: project)
    }

    private func follow(_ signals: AsyncStream<EngineState.FollowerSignal>, _ lines: Numbering) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var known: Set<String> = []
            let first = try await host.replicas(of: project)
            guard !first.isEmpty else { throw PlatformError(.notFound, "project \(project) has nothing running") }
            for replica in first where known.insert(replica.id).inserted {
                group.addTask { try await follow(replica.id, tail: tail, lines) }
            }
            for await signal in signals {
                if case .removed = signal { break }
                for replica in try await host.replicas(of: project) where known.insert(replica.id).inserted {
                    // A container that came later is read from its first line.
                    group.addTask { try await follow(replica.id, tail: Int.max, lines) }
                }
            }
            group.cancelAll()
        }
    }

    /// Follows one container over its restarts, until it is removed.
    private func follow(_ container: String, tail: Int, _ lines: Numbering) async throws {
        let log = ContainerLog(docker: host.docker)
        var last: String?
        while !Task.isCancelled {
            do {
                try await log.follow(container, tail: tail, since: last) { entry in
                    last = entry.timestamp
                    await lines.pass(entry)
                }
                // It ended. Until it starts again there is nothing new; then go on after the last line.
                try await Task.sleep(for: .milliseconds(200))
                _ = try await host.docker.inspectContainer(container)
            } catch let error as DockerError where error.code == .notFound {
                return
            } catch let error as DockerError where error.code == .unreachable || error.code == .connectionLost {
                // dockerd restarts; the container may well outlive that.
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}
