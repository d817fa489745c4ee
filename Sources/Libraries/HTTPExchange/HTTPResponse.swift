/// A response whose head has arrived and whose body is still on its way.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: HTTPHeaders
    /// The body; leaving it unread and letting go of it ends the transfer.
    public var body: HTTPResponseBody

    public var isSuccess: Bool { (200..<300).contains(status) }

    public init(status: Int, headers: HTTPHeaders, body: HTTPResponseBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }
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

    private let source: any HTTPBodySource

    public init(_ source: any HTTPBodySource) { self.source = source }

    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let source: any HTTPBodySource

        /// The next bytes, never empty; `nil` at the end.
        ///
        /// - Throws: the transport's error, or `CancellationError` when the task is cancelled (which ends the transfer).
        public mutating func next() async throws -> [UInt8]? { try await source.next() }

        public mutating func next(isolation actor: isolated (any Actor)?) async throws -> [UInt8]? {
            try await source.next()
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source) }

    /// Reads to the end.
    ///
    /// - Throws: the transport's error, also once there are more than `limit` bytes.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self {
            guard bytes.count + chunk.count <= limit else { throw source.refusal(ofMoreThan: limit) }
            bytes += chunk
        }
        return bytes
    }
}

/// Where a response's body comes from. Letting go of it ends the exchange.
public protocol HTTPBodySource: Sendable {
    /// The next bytes, never empty; `nil` at the end.
    func next() async throws -> [UInt8]?

    /// The transport's error for a body that is larger than the reader wants.
    func refusal(ofMoreThan limit: Int) -> any Error
}
