import Synchronization

/// Answers many readers with few reads, each as fresh as if it had read alone.
///
/// A reader joins the next read that begins; it never gets the result of one that had begun before it asked. So whatever
/// was true when somebody asked is in the answer, and there is nothing to invalidate. Where readers are few, each has a read
/// of its own and waits for nobody; where they are many, one read answers all that came while the last ones were under way.
public final class SharedReads<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Reader {
        let keys: [Key]
        /// Takes all that the read found, for whomever.
        let continuation: CheckedContinuation<[Key: Value], any Error>
    }

    private struct State {
        /// Who waits for the next read.
        var waiting: [Reader] = []
        var readsUnderWay = 0
        var recent = RecentAnswers<Key, Value>()
    }

    private let readsAtOnce: Int
    private let maximumAge: Duration
    private let read: @Sendable ([Key]) async throws -> [Key: Value]
    private let state = Mutex(State())

    /// - Parameters:
    ///   - readsAtOnce: how many reads may be under way; one that hangs holds up the others only when all do.
    ///   - maximumAge: how long before the question a read may have begun, for what may be a little out of date. Zero, the
    ///     default, for what may not.
    ///   - read: looks up keys, each once; what it does not return does not exist. It has to end by itself.
    public init(
        readsAtOnce: Int = 2, maximumAge: Duration = .zero,
        read: @escaping @Sendable (_ keys: [Key]) async throws -> [Key: Value]
    ) {
        self.readsAtOnce = max(1, readsAtOnce)
        self.maximumAge = maximumAge
        self.read = read
    }

    /// What there is under a key, or `nil`.
    ///
    /// - Throws: what the read throws that this reader took part in.
    public func value(for key: Key) async throws -> Value? {
        try await answers(to: [key])[key]
    }

    /// What there is under several keys, from one read.
    ///
    /// - Throws: as ``value(for:)``.
    public func values(for keys: [Key]) async throws -> [Key: Value] {
        guard !keys.isEmpty else { return [:] }
        let found = try await answers(to: keys)
        var values: [Key: Value] = [:]
        for key in keys { values[key] = found[key] }
        return values
    }

    /// Lets no later reader have an answer from before this moment, whatever the maximum age.
    public func forget() {
        state.withLock { $0.recent.forget() }
    }

    /// How many wait for a read that has not begun.
    var readersWaiting: Int { state.withLock { $0.waiting.count } }

    /// Answers to these keys at least.
    private func answers(to keys: [Key]) async throws -> [Key: Value] {
        if maximumAge > .zero, let known = state.withLock({ $0.recent.answers(to: keys, notOlderThan: maximumAge) }) {
            return known
        }
        return try await withCheckedThrowingContinuation { continuation in
            let mayRead = state.withLock { state in
                state.waiting.append(Reader(keys: keys, continuation: continuation))
                guard state.readsUnderWay < readsAtOnce else { return false }
                state.readsUnderWay += 1
                return true
            }
            // Shared by readers of whom any may be canceled, so it is nobody's child; it ends when nobody waits.
            if mayRead { Task { await self.readUntilNobodyWaits() } }
        }
    }

    private func readUntilNobodyWaits() async {
        while true {
            let readers = state.withLock { state in
                if state.waiting.isEmpty { state.readsUnderWay -= 1 }
                defer { state.waiting = [] }
                return state.waiting
            }
            guard !readers.isEmpty else { return }
            let keys = Set(readers.lazy.flatMap(\.keys))
            let begin = ContinuousClock.now
            do {
                let found = try await read(Array(keys))
                if maximumAge > .zero {
                    state.withLock { $0.recent.keep(found, of: keys, from: begin, notOlderThan: maximumAge) }
                }
                for reader in readers { reader.continuation.resume(returning: found) }
            } catch {
                for reader in readers { reader.continuation.resume(throwing: error) }
            }
        }
    }
}
