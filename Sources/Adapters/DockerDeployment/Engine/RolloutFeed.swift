import PlatformModel
import Synchronization

/// The events of one rollout for everybody who asks, from its beginning.
final class RolloutFeed: Sendable {
    typealias Stream = AsyncThrowingStream<RolloutEvent, any Error>

    private struct State {
        var history: [RolloutEvent] = []
        var readers: [Stream.Continuation] = []
        var end: Result<Void, PlatformError>?
    }

    let specification: RolloutSpecification
    private let state = Mutex(State())

    init(_ specification: RolloutSpecification) {
        self.specification = specification
    }

    func send(_ event: RolloutEvent) {
        state.withLock { state in
            state.history.append(event)
            for reader in state.readers { reader.yield(event) }
        }
    }

    func finish(_ end: Result<Void, PlatformError>) {
        state.withLock { state in
            guard state.end == nil else { return }
            state.end = end
            for reader in state.readers { Self.finish(reader, end) }
            state.readers = []
        }
    }

    /// What has happened so far, then what happens. A reader that goes away changes nothing.
    func events() -> Stream {
        let (stream, reader) = Stream.makeStream()
        state.withLock { state in
            for event in state.history { reader.yield(event) }
            if let end = state.end {
                Self.finish(reader, end)
            } else {
                state.readers.append(reader)
            }
        }
        return stream
    }

    private static func finish(_ reader: Stream.Continuation, _ end: Result<Void, PlatformError>) {
        switch end {
        case .success: reader.finish()
        case .failure(let error): reader.finish(throwing: error)
        }
    }
}
