import Synchronization
import Testing

/// Something to read from, whose reads end when a test lets them.
final class Source: Sendable {
    struct Failure: Error {}

    private struct State {
        var values = ["a": 1, "b": 10]
        var isFailing = false
        var isOpen = false
        var asked: [[String]] = []
        var held: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// The keys of each read so far.
    var askedFor: [[String]] { state.withLock { $0.asked } }

    func set(_ key: String, _ value: Int) { state.withLock { $0.values[key] = value } }
    func fail(_ isFailing: Bool) { state.withLock { $0.isFailing = isFailing } }

    /// Reads at once, and answers when it may.
    @Sendable func read(_ keys: [String]) async throws -> [String: Int] {
        let snapshot = state.withLock { $0.values.filter { keys.contains($0.key) } }
        await withCheckedContinuation { continuation in
            let mayGoOn = state.withLock { state in
                state.asked.append(keys)
                if !state.isOpen { state.held.append(continuation) }
                return state.isOpen
            }
            if mayGoOn { continuation.resume() }
        }
        if state.withLock({ $0.isFailing }) { throw Failure() }
        return snapshot
    }

    func finishNewest() {
        state.withLock { $0.held.popLast() }?.resume()
    }

    /// Ends the held reads and holds no further ones.
    func finishAll() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [] }
            return state.held
        }
        held.forEach { $0.resume() }
    }
}

/// Waits until something is so.
func reached(_ condition: () -> Bool) async {
    let deadline = ContinuousClock.now + .seconds(20)
    while !condition(), ContinuousClock.now < deadline { await Task.yield() }
    #expect(condition())
}
