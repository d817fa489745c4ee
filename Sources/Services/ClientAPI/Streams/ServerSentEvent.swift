import ClientAPIContract
import NIOCore

/// One event of a `text/event-stream` (HTML Living Standard, section 9.2.5), or the comment that keeps one alive.
enum ServerSentEvent: Hashable, Sendable {
    /// The id holds no line break.
    case log(LogEvent, id: String)
    case end(EndEvent)
    /// Readers ignore it; writing it shows whether one is still there.
    case heartbeat

    static let mediaType = "text/event-stream"

    /// Appends the event as it is sent. Its data is JSON on one line, so that nothing in a log can end it early.
    ///
    /// - Throws: `EncodingError`.
    func write(to buffer: inout ByteBuffer) throws {
        switch self {
        case .log(let line, let id):
            buffer.writeString("event: \(StreamEventName.log.rawValue)\nid: \(id)\ndata: ")
            buffer.writeBytes(try WireCoding.encode(line))
            buffer.writeString("\n\n")
        case .end(let end):
            buffer.writeString("event: \(StreamEventName.end.rawValue)\ndata: ")
            buffer.writeBytes(try WireCoding.encode(end))
            buffer.writeString("\n\n")
        case .heartbeat:
            buffer.writeString(":\n\n")
        }
    }
}
