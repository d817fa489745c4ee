import PlatformModel

/// One line as the pusher sees it and as the deployment's log keeps it.
struct TranscriptLine: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// A step of the pipeline begins: `-----> `.
        case step
        /// More about the step.
        case detail
        /// What a program printed, shown as a detail.
        case output
        /// Something failed: ` !     `.
        case failure
    }

    let kind: Kind
    let text: String

    /// The text with its seven columns in front.
    var rendered: String {
        switch kind {
        case .step: "-----> \(text)"
        case .detail: "       \(text)"
        case .output: text.isEmpty ? "" : "       \(text)"
        case .failure: " !     \(text)"
        }
    }

    var stream: LogLine.Stream { kind == .output ? .output : .platform }

    static func step(_ text: String) -> TranscriptLine { TranscriptLine(kind: .step, text: DisplayedText.line(text)) }
    static func detail(_ text: String) -> TranscriptLine {
        TranscriptLine(kind: .detail, text: DisplayedText.line(text))
    }
    static func output(_ text: String) -> TranscriptLine {
        TranscriptLine(kind: .output, text: DisplayedText.line(text))
    }
    static func failure(_ text: String) -> TranscriptLine {
        TranscriptLine(kind: .failure, text: DisplayedText.line(text))
    }
}
