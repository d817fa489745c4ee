import GitRepositories
import Testing

@Suite("TreePath")
struct TreePathTests {
    @Test(
        "relative paths lose what does not matter",
        arguments: [
            (".", "."), ("", "."), ("./", "."), ("web", "web"), ("./web/", "web"), ("a//b/./c", "a/b/c"),
            (" a", " a"), ("-rf", "-rf"), ("...", "..."), ("ä", "ä"),
        ])
    func parses(text: String, shown: String) throws {
        #expect(try #require(TreePath(text)).description == shown)
    }

    @Test("absolute paths, parents and NUL are refused", arguments: ["/", "/etc", "..", "a/../b", "./..", "a\0b"])
    func refused(text: String) {
        #expect(TreePath(text) == nil)
    }

    @Test("a hostile name is shown escaped")
    func quoting() {
        let name: [UInt8] = Array("a\n\u{1B}[31m\"\\".utf8) + [0xFF]
        #expect(TreePath.root.appending(name).description == #""a\n\033[31m\"\\\377""#)
        #expect(TreePath.root.appending(Array("a\u{202E}b".utf8)).description == #""a\342\200\256b""#)
    }
}
