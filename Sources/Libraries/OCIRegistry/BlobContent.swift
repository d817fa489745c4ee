import HTTPExchange

/// The bytes of a blob, hashed as they are read. One iteration only.
public struct BlobContent: AsyncSequence, Sendable {
    public typealias Element = [UInt8]
    public typealias Failure = any Error

    private let body: HTTPResponseBody
    private let digest: ContentDigest
    private let host: String

    init(_ body: HTTPResponseBody, digest: ContentDigest, host: String) {
        self.body = body
        self.digest = digest
        self.host = host
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        private var chunks: HTTPResponseBody.AsyncIterator
        private var hasher = DigestHasher()
        private let content: BlobContent

        fileprivate init(_ content: BlobContent) {
            self.content = content
            chunks = content.body.makeAsyncIterator()
        }

        /// - Throws: ``RegistryError`` with code `digestMismatch` at the end of content that is not what was asked for.
        public mutating func next() async throws -> [UInt8]? {
            do {
                if let chunk = try await chunks.next() {
                    hasher.update(chunk)
                    return chunk
                }
            } catch let error as any HTTPTransportError {
                throw RegistryError(error, registry: content.host)
            }
            guard hasher.finish() == content.digest else {
                throw RegistryError(
                    .digestMismatch, "registry \(content.host) sent other content than \(content.digest)")
            }
            return nil
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }

    /// Reads to the end.
    ///
    /// - Throws: ``RegistryError``, code `refused` once there are more than `limit` bytes.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await chunk in self {
            guard bytes.count + chunk.count <= limit else {
                throw RegistryError(.refused, "\(digest) in registry \(host) is larger than \(limit) bytes")
            }
            bytes += chunk
        }
        return bytes
    }
}
