import DockerEngine
import Testing

struct LineTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func linesAreIndependentOfChunks() {
        var splitter = LineSplitter()
        #expect(splitter.feed(bytes("on")) == [])
        #expect(splitter.feed(bytes("e\ntwo\r\n\nth")) == [bytes("one"), bytes("two"), []])
        #expect(splitter.feed(bytes("ree")) == [])
        #expect(splitter.finish() == bytes("three"))
        #expect(splitter.finish() == nil)
    }

    @Test func longLineIsCutOffAndTheNextOneIsWhole() {
        var splitter = LineSplitter(limit: 4)
        #expect(splitter.feed(bytes("abc")) == [])
        #expect(splitter.feed(bytes("defgh")) == [])
        #expect(splitter.feed(bytes("ij\nxy\n")) == [bytes("abcd"), bytes("xy")])
    }

    @Test func linesOfBothStreamsStayApartAndKeepTheirTime() {
        var assembler = LogLineAssembler(hasTimestamps: true)
        #expect(assembler.feed(LogFrame(.stdout, bytes("2026-01-01T00:00:00.1Z he"))) == [])
        let errors = assembler.feed(LogFrame(.stderr, bytes("2026-01-01T00:00:00.2Z oops: a b\n")))
        #expect(errors.map(\.text) == ["oops: a b"])
        #expect(errors.first?.timestamp == "2026-01-01T00:00:00.2Z")
        #expect(errors.first?.stream == .stderr)
        #expect(assembler.feed(LogFrame(.stdout, bytes("llo\n"))).map(\.text) == ["hello"])
        _ = assembler.feed(LogFrame(.stdout, bytes("2026-01-01T00:00:00.3Z rest")))
        #expect(assembler.finish().map(\.text) == ["rest"])
    }

    @Test func invalidTextIsReplaced() {
        var assembler = LogLineAssembler(hasTimestamps: false)
        #expect(assembler.feed(LogFrame(.stdout, [0x61, 0xFF, 0x0A])).map(\.text) == ["a\u{FFFD}"])
    }
}
