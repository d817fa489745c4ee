/// When a child process that died is started again: at once at first, then ever later, from the start again after it has
/// run well for a while.
struct RestartPolicy {
    private static let steps: [Duration] = [
        .zero, .milliseconds(500), .seconds(1), .seconds(2), .seconds(5), .seconds(10), .seconds(30),
    ]
    private static let wellAfter: Duration = .seconds(60)

    private var failures = 0

    /// How long to wait before the next start.
    mutating func delay(afterRunningFor time: Duration) -> Duration {
        if time >= Self.wellAfter { failures = 0 }
        defer { failures += 1 }
        return Self.steps[min(failures, Self.steps.count - 1)]
    }
}
