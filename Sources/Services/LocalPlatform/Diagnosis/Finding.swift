/// What a check of one part found.
public struct Finding: Hashable, Sendable {
    public enum Verdict: String, Hashable, Sendable {
        case good = "ok"
        case warning
        case broken
    }

    /// The part that was looked at.
    public let part: String
    public let verdict: Verdict
    /// What is there, or what is wrong.
    public let text: String
    /// The command that mends it.
    public let remedy: String?

    public init(_ part: String, _ verdict: Verdict, _ text: String, remedy: String? = nil) {
        self.part = part
        self.verdict = verdict
        self.text = text
        self.remedy = remedy
    }
}
