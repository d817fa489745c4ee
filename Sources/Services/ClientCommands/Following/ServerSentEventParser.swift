/// One event of a stream.
struct ServerSentEvent: Equatable, Sendable {
    /// `message` unless the stream says otherwise.
    var name: String
    var data: String
    /// The last id seen, which a client sends back when it connects again.
    var id: String?
}

/// Reads `text/event-stream` as it arrives, in pieces of any size (HTML Living Standard, section 9.2.6).
struct ServerSentEventParser {
    /// The longest line taken; what is longer is a broken peer.
    private static let lineLimit = 4 << 20

    private var line: [UInt8] = []
    private var endedWithCarriageReturn = false
    private var isFirstLine = true
    private var name = ""
    private var data: [Substring] = []
    private var lastID: String?
    /// Milliseconds the server wants between a loss and the next try, from `retry:`.
    private(set) var retry: Int?

    /// The events that are complete with these bytes. An event that is not ended by an empty line never counts.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let followsCarriageReturn = endedWithCarriageReturn
            endedWithCarriageReturn = byte == 0x0D
            switch byte {
            case 0x0A where followsCarriageReturn: continue
            case 0x0A, 0x0D:
                if let event = endLine() { events.append(event) }
            default:
                if line.count < Self.lineLimit { line.append(byte) }
            }
        }
        return events
    }

    private mutating func endLine() -> ServerSentEvent? {
        var text = String(decoding: line, as: UTF8.self)[...]
        line.removeAll(keepingCapacity: true)
        if isFirstLine, text.unicodeScalars.first == "\u{FEFF}" {
            text = Substring(text.unicodeScalars.dropFirst())
        }
        isFirstLine = false
        guard !text.isEmpty else { return dispatch() }
        guard !text.hasPrefix(":") else { return nil }
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        var value = colon == text.endIndex ? "" : text[text.index(after: colon)...]
        if value.hasPrefix(" ") { value.removeFirst() }
        take(field: text[..<colon], value: value)
        return nil
    }

    private mutating func take(field: Substring, value: Substring) {
        switch field {
        case "event": name = String(value)
        case "data": data.append(value)
        case "id" where !value.unicodeScalars.contains("\0"): lastID = String(value)
        case "retry" where !value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) }: retry = Int(value)
        default: break
        }
    }

    private mutating func dispatch() -> ServerSentEvent? {
        defer {
            name = ""
            data = []
        }
        guard !data.isEmpty else { return nil }
        return ServerSentEvent(
            name: name.isEmpty ? "message" : name, data: data.joined(separator: "\n"), id: lastID)
    }
}
