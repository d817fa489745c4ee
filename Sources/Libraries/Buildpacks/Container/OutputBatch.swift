/// Gathers small pieces for a container's standard input into large ones.
final class OutputBatch {
    /// The container reads no more.
    struct ReaderGone: Error {}

    private static let size = 256 * 1024
    private let container: AttachedContainer
    private var buffer: [UInt8] = []

    init(_ container: AttachedContainer) {
        self.container = container
        buffer.reserveCapacity(Self.size)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        if buffer.count + bytes.count > Self.size { try flush() }
        if bytes.count >= Self.size {
            guard try container.write(bytes) else { throw ReaderGone() }
        } else {
            buffer.append(contentsOf: bytes)
        }
    }

    func flush() throws {
        guard try buffer.withUnsafeBytes({ try container.write($0) }) else { throw ReaderGone() }
        buffer.removeAll(keepingCapacity: true)
    }
}
