import Testing

@testable import ClientCommands

@Suite("Server-Sent Events, as the HTML Living Standard section 9.2.6 reads them")
struct ServerSentEventParserTests {
    private func events(_ text: String) -> [ServerSentEvent] {
        var parser = ServerSentEventParser()
        return parser.feed(text.utf8)
    }

    @Test("an event ends with an empty line; one that is cut off never counts")
    func emptyLineDispatches() {
        #expect(events("event: log\nid: 7\ndata: hello\n\n") == [.init(name: "log", data: "hello", id: "7")])
        #expect(events("event: log\ndata: hello\n").isEmpty)
    }

    @Test("line feed, carriage return and both end a line", arguments: ["\n", "\r", "\r\n"])
    func lineEnds(_ end: String) {
        let text = ["data: a", "data: b", "", "data: c", "", ""].joined(separator: end)
        #expect(events(text).map(\.data) == ["a\nb", "c"])
    }

    @Test("any cut through the bytes gives the same events", arguments: 1...7)
    func piecesOfAnySize(_ size: Int) {
        let text = "\u{FEFF}event: log\r\nid: 1\r\ndata: grün 🌿\r\n\r\n: heartbeat\r\n\r\ndata\r\n\r\n"
        let bytes = Array(text.utf8)
        var parser = ServerSentEventParser()
        var found: [ServerSentEvent] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            found += parser.feed(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(found == [.init(name: "log", data: "grün 🌿", id: "1"), .init(name: "message", data: "", id: "1")])
    }

    @Test("comments and unknown fields are nothing, heartbeats dispatch nothing")
    func comments() {
        #expect(events(": heartbeat\n\n: again\nfoo: bar\n\n").isEmpty)
    }

    @Test("one space after the colon is not part of the value")
    func spaceAfterColon() {
        #expect(events("data:  two\n\ndata:none\n\n").map(\.data) == [" two", "none"])
    }

    @Test("an id holds until the next one; one with a NUL is ignored, an empty one forgets")
    func ids() {
        #expect(
            events("id: 1\ndata: a\n\ndata: b\n\nid: 2\0\ndata: c\n\nid:\ndata: d\n\n").map(\.id) == [
                "1", "1", "1", "",
            ])
    }

    @Test("retry takes digits only")
    func retry() {
        var parser = ServerSentEventParser()
        _ = parser.feed("retry: 1500\n\nretry: soon\n\n".utf8)
        #expect(parser.retry == 1500)
    }
}
