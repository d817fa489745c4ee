/// Puts frames together into lines, each stream for itself, and takes off the timestamp that `timestamps` asked for.
public struct LogLineAssembler: Sendable {
    public struct Line: Sendable, Equatable {
        public var stream: LogFrame.Stream
        /// RFC 3339 with nanoseconds; `nil` where none was asked for.
        public var timestamp: String?
        /// Invalid UTF-8 is replaced.
        public var text: String
    }

    private let hasTimestamps: Bool
    private let limit: Int
    private var splitters: [LogFrame.Stream: LineSplitter] = [:]

    /// - Parameter limit: the bytes kept of one line.
    public init(hasTimestamps: Bool, limit: Int = 64 << 10) {
        self.hasTimestamps = hasTimestamps
        self.limit = limit
    }

    public mutating func feed(_ frame: LogFrame) -> [Line] {
        var splitter = splitters[frame.stream] ?? LineSplitter(limit: limit)
        let lines = splitter.feed(frame.bytes).map { line(frame.stream, $0) }
        splitters[frame.stream] = splitter
        return lines
    }

    /// The unfinished last lines.
    public mutating func finish() -> [Line] {
        var lines: [Line] = []
        for stream in [LogFrame.Stream.stdout, .stderr] {
            if let rest = splitters[stream]?.finish() { lines.append(line(stream, rest)) }
        }
        return lines
    }

    private func line(_ stream: LogFrame.Stream, _ bytes: [UInt8]) -> Line {
        let text = String(decoding: bytes, as: UTF8.self)
        guard hasTimestamps, let space = text.firstIndex(of: " ") else {
            return Line(stream: stream, timestamp: nil, text: text)
        }
        return Line(
            stream: stream, timestamp: String(text[..<space]), text: String(text[text.index(after: space)...]))
    }
}
