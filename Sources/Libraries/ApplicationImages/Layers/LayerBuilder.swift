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
