import Delivery
import LinuxSystem
import Testing

@Suite(.timeLimit(.minutes(1))) struct TerminalTests {
    @Test func linesArriveInOrder() async throws {
        let pipe = try Descriptor.pipe()
        let terminal = Terminal(pipe.writing)
        let lines = (0..<1000).map { "line \($0)" }
        for line in lines { terminal.write(line) }
        await terminal.flush()
        pipe.writing.close()
        let text = String(decoding: try pipe.reading.readAll(), as: UTF8.self)
        #expect(text == lines.map { $0 + "\n" }.joined())
        #expect(!terminal.isDropped)
    }

    /// A dead reader behind receive-pack leaves the pipe full for ever.
    @Test func aFullPipeIsGivenUpAndHoldsNothingUp() async throws {
        let pipe = try Descriptor.pipe()
        let terminal = Terminal(pipe.writing, patience: .milliseconds(50))
        let line = String(repeating: "x", count: 1000)
        for _ in 0..<200 { terminal.write(line) }
        await terminal.flush()
        #expect(terminal.isDropped)
        terminal.write("nobody reads this")
        await terminal.flush()
        pipe.reading.close()
    }

    @Test func aReaderThatIsGoneIsGivenUp() async throws {
        SignalDisposition.ignore.apply(to: 13)
        let pipe = try Descriptor.pipe()
        let terminal = Terminal(pipe.writing)
        pipe.reading.close()
        terminal.write("nobody reads this")
        await terminal.flush()
        #expect(terminal.isDropped)
    }

    @Test func aSlowReaderGetsEverything() async throws {
        let pipe = try Descriptor.pipe()
        let terminal = Terminal(pipe.writing, patience: .seconds(30))
        let line = String(repeating: "y", count: 999)
        for _ in 0..<300 { terminal.write(line) }
        var received = 0
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 5000, alignment: 1)
        defer { chunk.deallocate() }
        while received < 300_000 {
            guard case .bytes(let count) = try pipe.reading.read(into: chunk) else { break }
            received += count
            await Task.yield()
        }
        await terminal.flush()
        #expect(received == 300_000)
        #expect(!terminal.isDropped)
    }
}
