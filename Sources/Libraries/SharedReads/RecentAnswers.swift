/// Answers with the times at which their reads began, kept no longer than they may be used.
struct RecentAnswers<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Answer {
        /// `nil` where there is nothing.
        let value: Value?
        let begin: ContinuousClock.Instant
    }

    private var known: [Key: Answer] = [:]
    /// Reads that began earlier count for nothing.
    private var earliest: ContinuousClock.Instant?

    /// What reads that began at most `age` ago found under the keys; `nil` when one of them was not asked for since.
    func answers(
        to keys: [Key], notOlderThan age: Duration, at now: ContinuousClock.Instant = .now
    ) -> [Key: Value]? {
        var answers: [Key: Value] = [:]
        for key in keys {
            guard let answer = known[key], now - answer.begin <= age else { return nil }
            answers[key] = answer.value
        }
        return answers
    }

    /// Keeps what a read found about its keys, and drops what is too old by now, so that memory is bounded by the number
    /// of keys asked for within `age`.
    mutating func keep(
        _ found: [Key: Value], of keys: some Sequence<Key>, from begin: ContinuousClock.Instant,
        notOlderThan age: Duration, at now: ContinuousClock.Instant = .now
    ) {
        known = known.filter { now - $0.value.begin <= age }
        if let earliest, begin < earliest { return }
        for key in keys where known[key].map({ $0.begin < begin }) ?? true {
            known[key] = Answer(value: found[key], begin: begin)
        }
    }

    mutating func forget(at now: ContinuousClock.Instant = .now) {
        known = [:]
        earliest = now
    }
}
