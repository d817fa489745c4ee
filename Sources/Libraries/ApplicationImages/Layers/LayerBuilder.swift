import BuildpackLifecycle
import Crypto
import OCIImages

/// A layer of an image before it is compressed.
package struct FileLayer: Sendable {
    /// `<buildpack>:<layer>`, or the lifecycle's own names.
    package var identifier: String
    package var diffID: ContentDigest
    package var content: SpooledBytes
    package var createdBy: String
}

/// Writes one layer, hashing it on the way.
package final class LayerBuilder {
    private let identifier: String
    private let createdBy: String
    private let content = SpooledBytes()
    private var hash = SHA256()
    package private(set) lazy var writer = TarWriter { [unowned self] bytes in
        hash.update(bufferPointer: bytes)
        try content.append(bytes)
    }

    package init(_ identifier: String, createdBy: String) {
        self.identifier = identifier
        self.createdBy = createdBy
    }

    /// Adds a file of the source by reference; it is read for the digest, and again when the layer is.
    package func append(_ header: TarHeader, content source: SourceFile) throws {
        try writer.begin(header)
        let file = try source.open()
        var buffer = [UInt8](repeating: 0, count: Int(min(max(source.size, 1), 1 << 20)))
        var offset: Int64 = 0
        while offset < source.size {
            let count = Int(min(source.size - offset, Int64(buffer.count)))
            try buffer.withUnsafeMutableBytes { space in
                let part = UnsafeMutableRawBufferPointer(rebasing: space[..<count])
                guard try file.fill(part, from: offset) else {
                    throw BuildFailure(.invalid, "\(source.path) shrank while it was built; build again")
                }
                hash.update(bufferPointer: UnsafeRawBufferPointer(part))
            }
            offset += Int64(count)
        }
        self.content.append(source)
        try writer.endContent(size: source.size)
    }

    package func finish() throws -> FileLayer {
        try writer.finish()
        let hex = hash.finalize().map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }
        guard let diffID = ContentDigest("sha256:" + hex.joined()) else {
            throw BuildFailure(.infrastructure, "a digest cannot be formed")
        }
        return FileLayer(identifier: identifier, diffID: diffID, content: content, createdBy: createdBy)
    }
}
