public import FoundationEssentials
public import PlatformModel

/// The names in the `event:` field of the API's Server-Sent Events.
public enum StreamEventName: String, Hashable, Sendable {
    /// A ``LogEvent``, with an `id` to resume from.
    case log
    /// An ``EndEvent``; the stream ends and is not to be asked for again.
    case end
}

/// The data of `event: log`, one line of a build's or an application's log.
///
/// The event's `id` is opaque: a client sends the last one back as `Last-Event-ID` and gets what came after it.
public struct LogEvent: Codable, Hashable, Sendable {
    public var time: Date
    /// `stdout`, `stderr`, or `platform` where the platform itself speaks.
    public var stream: String
    /// Without its line feed.
    public var text: String

    public init(time: Date, stream: String, text: String) {
        self.time = time
        self.stream = stream
        self.text = text
    }

    public init(_ line: LogLine) {
        self.init(time: line.time, stream: line.stream.rawValue, text: line.text)
    }
}

/// The data of `event: end`.
public struct EndEvent: Codable, Hashable, Sendable {
    /// The final status: of a deployment (`live`, `failed`, …) or of an application (`STATUS_STOPPED`).
    public var status: String
    /// Why it is not live, in the user's terms.
    public var reason: String?

    public init(status: String, reason: String? = nil) {
        self.status = status
        self.reason = reason
    }
}
