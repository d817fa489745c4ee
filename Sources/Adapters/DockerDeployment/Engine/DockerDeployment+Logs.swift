import DockerEngine
public import PlatformModel

extension DockerDeployment {
    public func logs(of project: ProjectID, tail: Int) async throws(PlatformError) -> [LogLine] {
        do {
            let replicas = try await host.replicas(of: project)
            guard !replicas.isEmpty else { throw PlatformError(.notFound, "project \(project) has nothing running") }
            let log = ContainerLog(docker: host.docker)
            var entries: [ContainerLog.Entry] = []
            for replica in replicas { entries += try await log.tail(of: replica.id, lines: tail) }
            entries.sort { $0.timestamp < $1.timestamp }
            return entries.suffix(tail).enumerated().map { $1.numbered($0 + 1) }
        } catch {
            throw PlatformError(engine: error)
        }
    }

    public func followLogs(of project: ProjectID, tail: Int) -> AsyncThrowingStream<LogLine, any Error> {
        AsyncThrowingStream { continuation in
            // A stream has no task of its own: this one ends with its reader or with the project.
            let task = Task {
                do {
                    let follower = LogFollower(project: project, tail: tail, host: self.host, state: self.state)
                    try await follower.run { continuation.yield($0) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: PlatformError(engine: error))
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
    }
}
