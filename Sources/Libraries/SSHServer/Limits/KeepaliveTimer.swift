/// Decides when a silent peer is asked for a sign of life and when it is given up.
struct KeepaliveTimer {
    enum Action: Equatable { case none, ask, giveUp }

    private let interval: Duration
    private let limit: Duration
    private var bytes: UInt64 = 0
    private var lastHeard: ContinuousClock.Instant
    private var nextQuestion: ContinuousClock.Instant

    init(interval: Duration, limit: Duration, now: ContinuousClock.Instant) {
        self.interval = interval
        self.limit = limit
        lastHeard = now
        nextQuestion = now + interval
    }

    /// When `check` has to be called at the latest.
    var deadline: ContinuousClock.Instant { min(nextQuestion, lastHeard + limit) }

    /// - Parameter bytesReceived: all bytes received so far; any change is a sign of life.
    mutating func check(bytesReceived: UInt64, now: ContinuousClock.Instant) -> Action {
        if bytesReceived != bytes {
            bytes = bytesReceived
            lastHeard = now
            nextQuestion = now + interval
            return .none
        }
        if now >= lastHeard + limit { return .giveUp }
        guard now >= nextQuestion else { return .none }
        nextQuestion = now + interval
        return .ask
    }
}
