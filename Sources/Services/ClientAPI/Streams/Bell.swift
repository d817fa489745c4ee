import Synchronization

/// Wakes one follower. Any number of rings before it looks become one.
final class Bell: Sendable {
    enum Ring: Hashable, Sendable {
        /// There may be something new.
        case news
        /// Nothing was written for a while.
        case heartbeat
    }

    private let pending = Mutex<Set<Ring>>([])
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func ring(_ ring: Ring) {
        pending.withLock { _ = $0.insert(ring) }
        continuation.yield()
    }

    /// Lets ``next()`` return `nil` from now on.
    func close() {
        continuation.finish()
    }

    /// Waits until it rings; `nil` when it is closed or the task is canceled.
    func next() async -> Set<Ring>? {
        for await _ in stream {
            return pending.withLock { rings in
                defer { rings = [] }
                return rings
            }
        }
        return nil
    }
}
