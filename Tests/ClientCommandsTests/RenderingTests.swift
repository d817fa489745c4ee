import ClientAPIContract
import FoundationEssentials
import PlatformModel
import Testing

@testable import ClientCommands

@Suite("What is printed")
struct RenderingTests {
    private let plain = Style(isEnabled: false)
    private let coloured = Style(isEnabled: true)

    @Test("columns are as wide as their widest cell, and no line ends in spaces")
    func table() {
        var table = Table("NAME", "STATUS", "REASON")
        table.add("a", "live", "")
        table.add("longer", "", "why")
        #expect(
            table.lines(style: plain) == [
                "NAME    STATUS  REASON",
                "a       live",
                "longer          why",
            ])
    }

    @Test("colours do not count as width")
    func colouredTable() {
        var table = Table("S", "N")
        table.add([.init("live", paint: coloured.green), .init("1")])
        #expect(table.lines(style: plain) == ["S     N", "\u{1B}[32mlive\u{1B}[0m  1"])
    }

    @Test("a log line keeps its colours and shows every other control character")
    func logLine() {
        #expect(TerminalText.logLine("\u{1B}[1;32mok\u{1B}[0m\tdone") == "\u{1B}[1;32mok\u{1B}[0m\tdone")
        #expect(TerminalText.logLine("\u{1B}]0;owned\u{7}") == #"\u{1b}]0;owned\u{7}"#)
        #expect(TerminalText.logLine("\u{1B}[2J") == #"\u{1b}[2J"#)
        #expect(TerminalText.logLine("\u{9B}5n grün") == #"\u{9b}5n grün"#)
        #expect(TerminalText.logLine("progress\r") == "progress")
    }

    @Test("a line end inside a cell stays inside it")
    func cells() {
        #expect(Table.Cell("one\ntwo\u{1B}[31m").text == "one two [31m")
    }

    @Test(
        "spans",
        arguments: [(0.4, "0 s"), (99, "99 s"), (100, "1 min"), (7200, "2 h"), (259_200, "3 days"), (-5, "0 s")]
    )
    func spans(_ seconds: Double, _ text: String) {
        #expect(Wording.span(seconds) == text)
    }

    @Test("bytes", arguments: [(UInt64(0), "0 B"), (1536, "1.5 kB"), (536_870_912, "512 MB"), (.max, "16777216 TB")])
    func bytes(_ count: UInt64, _ text: String) {
        #expect(Wording.bytes(count) == text)
    }

    @Test("an error is the thing, the reason, the fields and the next command")
    func errors() {
        let error = ClientError(
            .refused, "the request is invalid", details: ["email: is taken"], next: "paastech login")
        #expect(error.text == "paastech: the request is invalid\n  email: is taken\n  try: paastech login")
    }
}
