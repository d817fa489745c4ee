import PlatformModel
import Testing

@Suite struct NameTests {
    @Test(arguments: ["a", "hello", "a-b", "a1", "x", String(repeating: "a", count: 30)])
    func projectNamesAreLabels(_ text: String) throws {
        #expect(try ProjectName(parsing: text).description == text)
    }

    @Test(arguments: [
        "", "A", "1a", "-a", "a-", "a--b", "a_b", "a.b", "ä", "a\n", "../a", "xn", "xn-a",
        String(repeating: "a", count: 31),
    ])
    func everythingElseIsRefusedByName(_ text: String) {
        let error = #expect(throws: PlatformError.self) { try ProjectName(parsing: text) }
        #expect(error?.code == .invalid)
        #expect(error?.message.hasPrefix("project name \(text.quotedForDisplay)") == true)
    }

    @Test func userNamesHaveThreeCharacters() throws {
        #expect(throws: PlatformError.self) { try UserName(parsing: "ab") }
        #expect(try UserName(parsing: "abc").description == "abc")
    }

    @Test func whatAStrangerSentCannotMoveTheCursor() {
        #expect("a\u{1B}[2J\"\n".quotedForDisplay == #""a\u{1b}[2J\"\n""#)
        #expect(String(repeating: "x", count: 200).quotedForDisplay.count == 83)
    }
}
