import Testing
import YAMLDocuments

@Suite("Showing a place in a text")
struct YAMLTextTests {
    private func excerpt(_ text: String, line: Int, column: Int, width: Int = 100) -> [String] {
        let document = YAMLDocument(Array(text.utf8), limits: YAMLLimits(bytes: .max))
        let position = YAMLPosition(line: line, column: column, offset: 0)
        let excerpt = document.text.excerpt(at: position, width: width)
        return [excerpt.line, excerpt.caret]
    }

    @Test("the caret stands under the place")
    func caret() {
        #expect(excerpt("a: b\n  buildr: x\n", line: 2, column: 3) == ["  buildr: x", "  ^"])
        #expect(excerpt("äö: x\r\nb", line: 1, column: 5) == ["äö: x", "    ^"])
        #expect(excerpt("a", line: 1, column: 2) == ["a", " ^"])
        #expect(excerpt("a\n", line: 2, column: 1) == ["", "^"])
    }

    @Test("a tab is one column, control characters do not reach the terminal")
    func harmless() {
        #expect(excerpt("\ta: \u{1B}[2J\u{202E}x", line: 1, column: 2) == [" a: ·[2J·x", " ^"])
    }

    @Test("a long line is cut around the place")
    func longLine() {
        let text = String(repeating: "a", count: 50) + "X" + String(repeating: "b", count: 50)
        #expect(excerpt(text, line: 1, column: 51, width: 10) == ["…aaaaaXbbbb…", "      ^"])
        #expect(excerpt(text, line: 1, column: 1, width: 10) == ["aaaaaaaaaa…", "^"])
        #expect(excerpt(text, line: 1, column: 101, width: 10) == ["…bbbbbbbbbb", "          ^"])
    }

    @Test("a byte's position, past the end too")
    func positions() {
        let text = YAMLDocument(Array("a\r\nä\rb\n".utf8)).text
        #expect(text.position(ofByte: 0).description == "1:1")
        #expect(text.position(ofByte: 3).description == "2:1")
        #expect(text.position(ofByte: 5).description == "2:2")
        #expect(text.position(ofByte: 6).description == "3:1")
        #expect(text.position(ofByte: 100).description == "4:1")
        #expect(text.line(2) == "ä")
        #expect(text.line(0) == "" && text.line(9) == "")
    }
}
