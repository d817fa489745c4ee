import BuildpackLifecycle
import DockerEngine
import OCIRegistry

/// The contents of layers of an image in the daemon.
struct DaemonLayers: Sendable {
    let engine: DockerEngine
    let image: String

    /// Takes the layers out. Slow, since the daemon gives whole images only, and rarely needed.
    func contents(of wanted: Set<ContentDigest>) async throws -> [ContentDigest: SpooledBytes] {
        guard !wanted.isEmpty else { return [:] }
        let archive = SpooledBytes()
        for try await chunk in try await engine.saveImages([image]) {
            try chunk.withUnsafeBytes { try archive.append($0) }
        }
        return try await BlockingWork.run("layers") {
            var offset: Int64 = 0
            let reader = TarReader { buffer in
                let bytes = try archive.read(at: offset, size: buffer.count)
                buffer.copyBytes(from: bytes)
                offset += Int64(bytes.count)
                return bytes.count
            }
            let found = try SavedLayers.find(wanted, in: reader)
            guard found.count == wanted.count else {
                throw BuildFailure(
                    .infrastructure, "image \(image) lacks layers it names; build with --clear-cache")
            }
            return found
        }
    }
}
