/// What `bin/detect` of one buildpack ended with.
public struct DetectionResult: Sendable, Equatable {
    public enum Verdict: Sendable, Equatable {
        case passed(BuildPlan)
        /// Exit status 100: not mine.
        case failed
        /// Any other status, or an unreadable plan.
        case errored(String)
    }

    public var verdict: Verdict
    /// What the executable printed, both streams together.
    public var output: [UInt8]

    public init(_ verdict: Verdict, output: [UInt8] = []) {
        self.verdict = verdict
        self.output = output
    }
}
