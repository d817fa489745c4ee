/// What happens during a rollout, in order. The stream ends after `live` or `failed`.
public enum RolloutEvent: Hashable, Sendable {
    /// A sentence about progress, for instance `pulling …`.
    case progress(String)
    case replicaHealthy(replica: Int, after: Duration)
    /// Traffic goes to the new replicas; what served before is drained. `nil` when nothing served before.
    case switched(drained: Int?)
    /// The new deployment serves and the old one is gone.
    case live
    /// The new deployment is removed and what served before still does.
    case failed(RolloutFailure)
}

/// Why a rollout failed, with the application's last words.
public struct RolloutFailure: Error, Hashable, Sendable {
    /// In the user's terms: `nothing answered on port 80 within 60 s`.
    public let reason: String
    /// At most 50 lines of the failed replica's output.
    public let logTail: [String]

    public init(reason: String, logTail: [String]) {
        self.reason = reason
        self.logTail = logTail
    }
}
