import BuildpackLifecycle
import Crypto
import OCIRegistry

/// A layer of an image before it is compressed.
struct FileLayer: Sendable {
    /// `<buildpack>:<layer>`, or the lifecycle's own names.
    var identifier: String
    var diffID: ContentDigest
    var content: SpooledBytes
    var createdBy: String
}

/// Writes one layer, hashing it on the way.
final class LayerBuilder {
    private let identifier: String
    private let createdBy: String
    private let content = SpooledBytes()
    private var hash = SHA256()
    private(set) lazy var writer = TarWriter { [unowned self] bytes in
        hash.update(bufferPointer: bytes)
        try content.append(bytes)
    }

    init(_ identifier: String, createdBy: String) {
        self.identifier = identifier
        self.createdBy = createdBy
    }

    func finish() throws -> FileLayer {
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
