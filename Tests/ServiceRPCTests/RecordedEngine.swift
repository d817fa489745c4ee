import PlatformModel
import Synchronization

/// A deployment engine that answers as it was told to and records what it was asked, so that both ends of the wire can
/// be compared.
final class RecordedEngine: DeploymentEngine {
    struct Script: Sendable {
        var events: [RolloutEvent] = [.live]
        /// Ends the rollout's stream after the events; `nil` ends it well.
        var error: PlatformError?
        /// Keeps the rollout's stream open after the events.
        var isEndless = false
        var lines: [LogLine] = []
        var serving = ServingState(live: nil, rollingOut: nil)
        var statistics = ApplicationStatistics(cpuUsage: 0, memoryUsage: 0, memoryLimit: 0)
        var statuses: [ProjectID: ApplicationStatus] = [:]
    }

    let script: Script
    private let record = Mutex(Record())

    struct Record: Sendable {
        var rollouts: [RolloutSpecification] = []
        var calls: [String] = []
    }

    init(_ script: Script = Script()) {
        self.script = script
    }

    var rollouts: [RolloutSpecification] { record.withLock(\.rollouts) }
    var calls: [String] { record.withLock(\.calls) }

    private func called(_ name: String) throws(PlatformError) {
        record.withLock { $0.calls.append(name) }
        if let error = script.error { throw error }
    }

    func rollout(_ specification: RolloutSpecification) -> AsyncThrowingStream<RolloutEvent, any Error> {
        record.withLock { $0.rollouts.append(specification) }
        let (stream, continuation) = AsyncThrowingStream<RolloutEvent, any Error>.makeStream()
        for event in script.events { continuation.yield(event) }
        if !script.isEndless { continuation.finish(throwing: script.error) }
        return stream
    }

    func serving(_ project: ProjectID) async throws(PlatformError) -> ServingState {
        try called("serving \(project)")
        return script.serving
    }

    func stop(_ project: ProjectID) async throws(PlatformError) { try called("stop \(project)") }
    func remove(_ project: ProjectID) async throws(PlatformError) { try called("remove \(project)") }
    func deleteImage(_ reference: String) async throws(PlatformError) { try called("deleteImage \(reference)") }

    func logs(of project: ProjectID, tail: Int) async throws(PlatformError) -> [LogLine] {
        try called("logs \(project) \(tail)")
        return script.lines
    }

    func followLogs(of project: ProjectID, tail: Int) -> AsyncThrowingStream<LogLine, any Error> {
        record.withLock { $0.calls.append("followLogs \(project) \(tail)") }
        let (stream, continuation) = AsyncThrowingStream<LogLine, any Error>.makeStream()
        continuation.onTermination = { [weak self] _ in
            self?.record.withLock { $0.calls.append("end of followLogs \(project)") }
        }
        for line in script.lines { continuation.yield(line) }
        if !script.isEndless { continuation.finish(throwing: script.error) }
        return stream
    }

    func statistics(of project: ProjectID) async throws(PlatformError) -> ApplicationStatistics {
        try called("statistics \(project)")
        return script.statistics
    }

    func status(of projects: [ProjectID]) async throws(PlatformError) -> [ProjectID: ApplicationStatus] {
        try called("status \(projects)")
        return script.statuses
    }
}
