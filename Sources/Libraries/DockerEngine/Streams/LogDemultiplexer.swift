/// Takes apart the stream of `attach` and `logs` of a container without a terminal.
///
/// Each frame is one byte for the stream, three zero bytes, the length as a big-endian 32-bit number, and the payload
/// ("Stream format" of the API reference).
public struct LogDemultiplexer: Sendable {
    private var header: [UInt8] = []
    private var current: LogFrame.Stream = .stdout
    private var remaining = 0

    public init() {}

    /// The frames in these bytes; the payload of a long frame is handed on as it comes, in pieces.
    ///
    /// - Throws: ``DockerError`` when the bytes are no such stream (a container with a terminal has none).
    public mutating func feed(_ bytes: [UInt8]) throws(DockerError) -> [LogFrame] {
        var frames: [LogFrame] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            if remaining == 0 {
                let part = rest.prefix(8 - header.count)
                header += part
                rest = rest.dropFirst(part.count)
                if header.count == 8 { try startFrame() }
            } else {
                let part = rest.prefix(remaining)
                frames.append(LogFrame(current, Array(part)))
                remaining -= part.count
                rest = rest.dropFirst(part.count)
            }
        }
        return frames
    }

    private mutating func startFrame() throws(DockerError) {
        guard let stream = LogFrame.Stream(rawValue: header[0]), header[1...3].allSatisfy({ $0 == 0 }) else {
            throw DockerError(.unexpectedAnswer, "the container's output is not multiplexed; does it have a terminal?")
        }
        current = stream
        remaining = header[4...7].reduce(0) { $0 << 8 | Int($1) }
        header = []
    }
}
