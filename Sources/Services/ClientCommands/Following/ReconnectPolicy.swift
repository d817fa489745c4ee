/// When to try again after a stream was lost: at once but gently, then ever less often, and not for ever.
struct ReconnectPolicy {
    /// Waits double from the first to the longest.
    var firstDelay: Duration = .milliseconds(500)
    var longestDelay: Duration = .seconds(15)
    /// Tries in a row without an event in between; about ten minutes.
    var limit = 45

    private var failures = 0

    init() {}

    /// An event arrived: the next loss begins anew.
    mutating func succeeded() {
        failures = 0
    }

    /// How long to wait before the next try; nil when it is time to give up.
    ///
    /// - Parameter jitter: 0 to 1, spreads clients that lost the same server; the wait is 75 to 125 %.
    mutating func nextDelay(jitter: Double) -> Duration? {
        guard failures < limit else { return nil }
        let doubled = firstDelay * (1 << min(failures, 10))
        failures += 1
        return min(doubled, longestDelay) * (0.75 + jitter / 2)
    }
}
