import Synchronization

/// Counts attempts: each key has so many within any span of the given length.
final class AttemptLimiter: Sendable {
    private let limit: Int
    private let span: Duration
    /// Keys remembered at once; above it those whose attempts are over are forgotten, then the quietest.
    private let capacity: Int
    /// When each key's attempts were, oldest first, at most `limit` of them.
    private let attempts = Mutex<[String: [ContinuousClock.Instant]]>([:])

    init(limit: Int, per span: Duration = .seconds(60), capacity: Int = 50_000) {
        self.limit = limit
        self.span = span
        self.capacity = capacity
    }

    /// Counts an attempt, or says how long to wait when there were too many; those that were refused do not count.
    func attempt(_ key: String, at now: ContinuousClock.Instant = .now) -> Duration? {
        attempts.withLock { attempts in
            var recent = attempts[key, default: []].filter { now - $0 < span }
            if recent.count >= limit, let oldest = recent.first { return span - (now - oldest) }
            recent.append(now)
            if attempts[key] == nil, attempts.count >= capacity { makeRoom(&attempts, now) }
            attempts[key] = recent
            return nil
        }
    }

    private func makeRoom(_ attempts: inout [String: [ContinuousClock.Instant]], _ now: ContinuousClock.Instant) {
        attempts = attempts.filter { entry in entry.value.last.map { now - $0 < span } ?? false }
        guard attempts.count >= capacity else { return }
        let quietest = attempts.sorted { $0.value.count < $1.value.count }.prefix(capacity / 10)
        for entry in quietest { attempts[entry.key] = nil }
    }
}
