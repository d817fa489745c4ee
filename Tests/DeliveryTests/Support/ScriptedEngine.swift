import PlatformModel
import Synchronization

/// An engine whose rollouts go as a test says, one script a call; the last one is repeated.
final class ScriptedEngine: DeploymentEngine {
    enum Script: Sendable {
        case events([RolloutEvent])
        case error(PlatformError)
    }

    private struct State {
        var scripts: [Script]
        var specifications: [RolloutSpecification] = []
        var deleted: [String] = []
        var serving: Result<ServingState, PlatformError> = .success(ServingState(live: nil, rollingOut: nil))
    }

    private let state: Mutex<State>

    static let success: [RolloutEvent] = [
        .replicaHealthy(replica: 1, after: .milliseconds(100)), .switched(drained: nil), .live,
    ]

    init(_ scripts: Script...) {
        state = Mutex(State(scripts: scripts.isEmpty ? [.events(Self.success)] : scripts))
    }

    var specifications: [RolloutSpecification] { state.withLock(\.specifications) }
    var deleted: [String] { state.withLock(\.deleted) }

    func use(_ scripts: Script...) { state.withLock { $0.scripts = scripts } }
    func serve(_ serving: Result<ServingState, PlatformError>) { state.withLock { $0.serving = serving } }

    func rollout(_ specification: RolloutSpecification) -> AsyncThrowingStream<RolloutEvent, any Error> {
        let script = state.withLock { state in
            state.specifications.append(specification)
            return state.scripts.count > 1 ? state.scripts.removeFirst() : state.scripts[0]
        }
        return AsyncThrowingStream { continuation in
            switch script {
            case .events(let events):
                for event in events { continuation.yield(event) }
                continuation.finish()
            case .error(let error): continuation.finish(throwing: error)
            }
        }
    }

    func serving(_ project: ProjectID) async throws(PlatformError) -> ServingState {
        try state.withLock(\.serving).get()
    }

    func deleteImage(_ reference: String) async throws(PlatformError) {
        state.withLock { $0.deleted.append(reference) }
    }

    private static let notAsked = PlatformError(.internalError, "delivery does not ask for this")

    func stop(_ project: ProjectID) async throws(PlatformError) { throw Self.notAsked }
    func remove(_ project: ProjectID) async throws(PlatformError) { throw Self.notAsked }
    func logs(of project: ProjectID, tail: Int) async throws(PlatformError) -> [LogLine] { throw Self.notAsked }
    func followLogs(of project: ProjectID, tail: Int) -> AsyncThrowingStream<LogLine, any Error> {
        AsyncThrowingStream { $0.finish(throwing: Self.notAsked) }
    }
    func statistics(of project: ProjectID) async throws(PlatformError) -> ApplicationStatistics { throw Self.notAsked }
    func status(of projects: [ProjectID]) async throws(PlatformError) -> [ProjectID: ApplicationStatus] {
        throw Self.notAsked
    }
}

/// Remembers which images it was told to delete.
final class RecordedRetention: ImageRetention {
    private let state = Mutex<[ImageDigest]>([])
    var deleted: [ImageDigest] { state.withLock { $0 } }

    func deleteImage(_ digest: ImageDigest, of image: ProjectImage) async throws(PlatformError) {
        state.withLock { $0.append(digest) }
    }
}
