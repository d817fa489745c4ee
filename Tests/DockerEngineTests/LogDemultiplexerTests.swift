import DockerEngine
import Testing

struct LogDemultiplexerTests {
    private static let stream: [UInt8] =
        [1, 0, 0, 0, 0, 0, 0, 3] + Array("out".utf8) + [2, 0, 0, 0, 0, 0, 0, 0]
        + [2, 0, 0, 0, 0, 0, 1, 0] + [UInt8](repeating: 9, count: 256)

    /// Whatever the chunks, the same bytes belong to the same streams.
    @Test(arguments: [1, 2, 3, 7, 8, 9, 11, 300])
    func framesAreIndependentOfChunks(size: Int) throws {
        var demultiplexer = LogDemultiplexer()
        var bytes: [LogFrame.Stream: [UInt8]] = [:]
        for start in stride(from: 0, to: Self.stream.count, by: size) {
            let chunk = Array(Self.stream[start..<min(start + size, Self.stream.count)])
            for frame in try demultiplexer.feed(chunk) { bytes[frame.stream, default: []] += frame.bytes }
        }
        #expect(bytes[.stdout] == Array("out".utf8))
        #expect(bytes[.stderr] == [UInt8](repeating: 9, count: 256))
    }

    @Test func rawOutputOfATerminalIsRefused() {
        var demultiplexer = LogDemultiplexer()
        #expect(throws: DockerError.self) { try demultiplexer.feed(Array("plain text\n".utf8)) }
    }

    @Test func lengthIsBigEndian() throws {
        var demultiplexer = LogDemultiplexer()
        #expect(try demultiplexer.feed([1, 0, 0, 0, 0x01, 0, 0, 0]).isEmpty)
        let frames = try demultiplexer.feed([UInt8](repeating: 1, count: 100))
        #expect(frames == [LogFrame(.stdout, [UInt8](repeating: 1, count: 100))])
    }
}
