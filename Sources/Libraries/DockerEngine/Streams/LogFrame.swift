/// A piece of a container's output.
public struct LogFrame: Sendable, Equatable {
    public enum Stream: UInt8, Sendable {
        case stdin = 0
        case stdout = 1
        case stderr = 2
    }

    public var stream: Stream
    public var bytes: [UInt8]

    public init(_ stream: Stream, _ bytes: [UInt8]) {
        self.stream = stream
        self.bytes = bytes
    }
}
