public import FoundationEssentials

/// One line of a deployment's log or of an application's output.
public struct LogLine: Hashable, Sendable {
    public enum Stream: String, Hashable, Sendable {
        case output = "stdout"
        case error = "stderr"
        /// The platform itself speaks.
        case platform
    }

    /// Counts up from 1 within its log, so that a reader can resume.
    public let sequence: Int
    public let time: Date
    public let stream: Stream
    public let text: String

    public init(sequence: Int, time: Date, stream: Stream, text: String) {
        self.sequence = sequence
        self.time = time
        self.stream = stream
        self.text = text
    }
}
