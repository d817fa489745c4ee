import BuildpackLifecycle

/// The archive of a `docker load`, made piece by piece while it is sent.
struct DaemonArchive: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error

    let files: [(name: String, content: [UInt8])]
    /// Layers without content are sent empty: the daemon knows them by the configuration's diff ids.
    let layers: [(name: String, content: SpooledBytes?)]

    struct AsyncIterator: AsyncIteratorProtocol {
        private var pieces: ArraySlice<Piece>
        private var chunks: SpooledBytes.Chunks.AsyncIterator?

        fileprivate init(_ pieces: [Piece]) { self.pieces = pieces[...] }

        mutating func next() async throws -> [UInt8]? {
            if let chunk = try await chunks?.next() { return chunk }
            chunks = nil
            switch pieces.popFirst() {
            case nil: return nil
            case .bytes(let bytes): return bytes.isEmpty ? try await next() : bytes
            case .spooled(let content):
                chunks = content.chunks.makeAsyncIterator()
                return try await next()
            }
        }
    }

    fileprivate enum Piece: Sendable {
        case bytes([UInt8])
        case spooled(SpooledBytes)
    }

    func makeAsyncIterator() -> AsyncIterator {
        var pieces: [Piece] = []
        for (name, content) in files {
            pieces.append(.bytes(Self.header(name, Int64(content.count))))
            pieces.append(.bytes(content))
            pieces.append(.bytes(Self.padding(Int64(content.count))))
        }
        for (name, content) in layers {
            let size = content?.count ?? 0
            pieces.append(.bytes(Self.header(name, size)))
            if let content { pieces.append(.spooled(content)) }
            pieces.append(.bytes(Self.padding(size)))
        }
        pieces.append(.bytes([UInt8](repeating: 0, count: 1024)))
        return AsyncIterator(pieces)
    }

    private static func header(_ name: String, _ size: Int64) -> [UInt8] {
        var bytes: [UInt8] = []
        // Writing to memory cannot fail.
        try? TarWriter { bytes.append(contentsOf: $0) }
            .begin(TarHeader(path: BytePath(name), kind: .regular, mode: 0o644, size: size))
        return bytes
    }

    private static func padding(_ size: Int64) -> [UInt8] {
        [UInt8](repeating: 0, count: Int((512 - size % 512) % 512))
    }
}
