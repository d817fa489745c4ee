/// A response whose head has arrived and whose body is still on its way.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    /// The body; leaving it unread and letting go of it ends the transfer.
    public var body: HTTPResponseBody

    public var isSuccess: Bool { (200..<300).contains(status) }
}

/// A response with its whole body.
public struct CollectedResponse: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    public var body: [UInt8]

    public var isSuccess: Bool { (200..<300).contains(status) }

    public init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// The bytes of a response as they arrive, with back-pressure: what is not read is not fetched, but for a small buffer.
///
/// One iteration only; a second one goes on where the first ended.
public struct HTTPResponseBody: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = any Error

    let lease: TransferLease

    public struct AsyncIterator: AsyncIteratorProtocol {
        let lease: TransferLease

        /// The next bytes, never empty; `nil` at the end.
        ///
        /// - Throws: ``CurlError``, or `CancellationError` when the task is cancelled (which ends the transfer).
        public mutating func next() async throws -> [UInt8]? {
            try await lease.transfer.nextChunk()
        }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> [UInt8]? {
            try await lease.transfer.nextChunk()
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(lease: lease) }

    /// Reads to the end.
    ///
    /// - Throws: ``CurlError`` with code `responseTooLarge` once there are more than `limit` bytes.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self {
            guard bytes.count + chunk.count <= limit else {
                throw CurlError(.responseTooLarge, "the response is larger than \(limit) bytes")
            }
            bytes += chunk
        }
        return bytes
    }
}

/// Ends a transfer nobody reads any more, and keeps the client alive while somebody does.
final class TransferLease: Sendable {
    let transfer: Transfer
    private let client: CurlClient

    init(transfer: Transfer, client: CurlClient) {
        self.transfer = transfer
        self.client = client
    }

    deinit { client.loop.post(.cancel(transfer)) }
}
