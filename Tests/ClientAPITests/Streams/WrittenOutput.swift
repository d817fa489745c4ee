import Foundation
import PlatformModel
import Synchronization

/// An engine with one application whose output a test writes, with times to the microsecond: no real container writes two
/// lines within one when it is told to.
final class WrittenOutput: DeploymentEngine {
    private struct State {
        var lines: [LogLine] = []
        var followers: [Int: AsyncThrowingStream<LogLine, any Error>.Continuation] = [:]
        var nextFollower = 0
    }

    private let state = Mutex(State())

    var followers: Int { state.withLock { $0.followers.count } }

    func write(_ text: String, at microseconds: Int) {
        state.withLock { state in
            let time = Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
            let line = LogLine(sequence: state.lines.count + 1, time: time, stream: .output, text: text)
            state.lines.append(line)
            for follower in state.followers.values { follower.yield(line) }
        }
    }

    /// Breaks every call that follows, as a restart of the engine does.
    func breakCalls() {
        let followers = state.withLock { state in
            defer { state.followers = [:] }
            return state.followers
        }
        for follower in followers.values { follower.finish(throwing: PlatformError(.unavailable, "restarting")) }
    }

    func logs(of project: ProjectID, tail: Int) async throws(PlatformError) -> [LogLine] {
        state.withLock { Array($0.lines.suffix(tail)) }
    }

    func followLogs(of project: ProjectID, tail: Int) -> AsyncThrowingStream<LogLine, any Error> {
        let (stream, continuation) = AsyncThrowingStream<LogLine, any Error>.makeStream()
        state.withLock { state in
            for line in state.lines.suffix(tail) { continuation.yield(line) }
            state.nextFollower += 1
            let number = state.nextFollower
            state.followers[number] = continuation
            continuation.onTermination = { [weak self] _ in
                self?.state.withLock { _ = $0.followers.removeValue(forKey: number) }
            }
        }
        return stream
    }

    func rollout(_ specification: RolloutSpecification) -> AsyncThrowingStream<RolloutEvent, any Error> {
        AsyncThrowingStream { $0.finish(throwing: Self.nothing) }
    }

    func serving(_ project: ProjectID) async throws(PlatformError) -> ServingState { throw Self.nothing }
    func stop(_ project: ProjectID) async throws(PlatformError) { throw Self.nothing }
    func remove(_ project: ProjectID) async throws(PlatformError) { throw Self.nothing }
    func deleteImage(_ reference: String) async throws(PlatformError) { throw Self.nothing }
    func statistics(of project: ProjectID) async throws(PlatformError) -> ApplicationStatistics { throw Self.nothing }
    func status(of projects: [ProjectID]) async throws(PlatformError) -> [ProjectID: ApplicationStatus] { [:] }

    private static let nothing = PlatformError(.notFound, "there is only output here")
}
