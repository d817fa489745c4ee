import CurlClient
import FoundationEssentials

/// A response of one JSON object a line, read as it arrives. One iteration only.
public struct JSONStream<Element: Decodable & Sendable>: AsyncSequence, Sendable {
    public typealias Failure = any Error

    private let body: HTTPResponseBody
    private let socketPath: String

    init(_ body: HTTPResponseBody, socketPath: String) {
        self.body = body
        self.socketPath = socketPath
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var chunks: HTTPResponseBody.AsyncIterator
        fileprivate let socketPath: String
        private var splitter = LineSplitter(limit: 16 << 20)
        private var lines: ArraySlice<[UInt8]> = []
        private var isAtEnd = false

        fileprivate init(_ chunks: HTTPResponseBody.AsyncIterator, socketPath: String) {
            self.chunks = chunks
            self.socketPath = socketPath
        }

        /// - Throws: ``DockerError`` when the connection breaks or a line is not what it should be.
        public mutating func next() async throws -> Element? {
            while true {
                while let line = lines.popFirst() {
                    if !line.isEmpty { return try DockerEngine.decode(line, of: "a stream") }
                }
                guard !isAtEnd else { return nil }
                do {
                    if let chunk = try await chunks.next() {
                        lines = splitter.feed(chunk)[...]
                    } else {
                        isAtEnd = true
                        lines = splitter.finish().map { [$0] } ?? []
                    }
                } catch let error as CurlError {
                    throw DockerError(error, socketPath: socketPath)
                }
            }
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(body.makeAsyncIterator(), socketPath: socketPath)
    }
}
