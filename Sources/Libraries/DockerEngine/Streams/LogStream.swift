import CurlClient

/// A container's output, frame by frame, as it arrives. One iteration only.
public struct LogStream: AsyncSequence, Sendable {
    public typealias Element = LogFrame
    public typealias Failure = any Error

    private let body: HTTPResponseBody
    private let hasTerminal: Bool
    private let socketPath: String

    init(_ body: HTTPResponseBody, hasTerminal: Bool, socketPath: String) {
        self.body = body
        self.hasTerminal = hasTerminal
        self.socketPath = socketPath
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        private var chunks: HTTPResponseBody.AsyncIterator
        private var demultiplexer: LogDemultiplexer?
        private let socketPath: String
        private var frames: ArraySlice<LogFrame> = []

        fileprivate init(_ stream: LogStream) {
            chunks = stream.body.makeAsyncIterator()
            demultiplexer = stream.hasTerminal ? nil : LogDemultiplexer()
            socketPath = stream.socketPath
        }

        public mutating func next() async throws -> LogFrame? {
            while true {
                if let frame = frames.popFirst() { return frame }
                do {
                    guard let chunk = try await chunks.next() else { return nil }
                    frames = try demultiplexer?.feed(chunk)[...] ?? [LogFrame(.stdout, chunk)]
                } catch let error as CurlError {
                    throw DockerError(error, socketPath: socketPath)
                }
            }
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}
