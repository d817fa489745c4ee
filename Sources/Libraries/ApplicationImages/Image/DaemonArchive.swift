import BuildpackLifecycle

/// The archive of a `docker load`, made piece by piece while it is sent.
package struct DaemonArchive: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = any Error

    package let files: [(name: String, content: [UInt8])]
    /// Layers without content are sent empty: the daemon knows them by the configuration's diff ids.
    package let layers: [(name: String, content: SpooledBytes?)]

    /// The archive from start to end.
    package struct Pieces: Sendable {
        private var pieces: ArraySlice<Piece>
        private var open: SpooledBytes?
        private var offset: Int64 = 0

        fileprivate init(_ pieces: [Piece]) { self.pieces = pieces[...] }

        package mutating func next() throws -> [UInt8]? {
            while true {
                if let open {
                    let bytes = try open.read(at: offset, size: 1 << 20)
                    offset += Int64(bytes.count)
                    if !bytes.isEmpty { return bytes }
                    self.open = nil
                }
                switch pieces.popFirst() {
                case nil: return nil
                case .bytes(let bytes): if !bytes.isEmpty { return bytes }
                case .spooled(let content):
                    open = content
                    offset = 0
                }
            }
        }
    }

    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var pieces: Pieces

        package mutating func next() async throws -> [UInt8]? { try pieces.next() }
    }

    fileprivate enum Piece: Sendable {
        case bytes([UInt8])
        case spooled(SpooledBytes)
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: pieces) }

    package var pieces: Pieces {
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
        return Pieces(pieces)
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
