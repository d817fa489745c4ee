import Glibc

/// When a build is over its limits and which signal is due: the decisions of ``BuilderProcess``, without its process.
struct Supervision {
    private let limits: BuildLimits
    private let deadline: ContinuousClock.Instant
    private var bytes = 0
    private var stopped: (at: ContinuousClock.Instant, ending: BuilderProcess.Ending)?
    private var lastSignal: Int32?

    init(limits: BuildLimits, now: ContinuousClock.Instant) {
        self.limits = limits
        deadline = now + limits.duration
    }

    /// Why it was stopped, where it was.
    var ending: BuilderProcess.Ending? { stopped?.ending }

    /// Counts output.
    mutating func printed(_ count: Int, now: ContinuousClock.Instant) {
        bytes += count
        if bytes > limits.output { stop(.outputLimit, now: now) }
    }

    /// Has it end; the first reason counts.
    mutating func stop(_ ending: BuilderProcess.Ending, now: ContinuousClock.Instant) {
        if stopped == nil { stopped = (now, ending) }
    }

    /// The signal to send now, each once.
    mutating func dueSignal(now: ContinuousClock.Instant) -> Int32? {
        if now >= deadline { stop(.timeLimit, now: now) }
        guard let stopped else { return nil }
        if lastSignal == nil {
            lastSignal = SIGTERM
            return SIGTERM
        }
        if lastSignal == SIGTERM, now >= stopped.at + limits.grace {
            lastSignal = SIGKILL
            return SIGKILL
        }
        return nil
    }

    /// When to look again at the latest.
    func wakeTime(now: ContinuousClock.Instant) -> ContinuousClock.Instant {
        guard let stopped else { return deadline }
        return lastSignal == SIGKILL ? now + .seconds(60) : stopped.at + limits.grace
    }
}
