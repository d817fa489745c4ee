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
            var found: [ContentDigest: SpooledBytes] = [:]
            while let header = try reader.next() {
                guard header.kind == .regular else { continue }
                let content = SpooledBytes()
                var hasher = DigestHasher()
                var buffer = [UInt8](repeating: 0, count: 256 * 1024)
                while true {
                    let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
                    if count == 0 { break }
                    hasher.update(Array(buffer[..<count]))
                    try buffer.withUnsafeBytes { try content.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                }
                let digest = hasher.finish()
                if wanted.contains(digest) { found[digest] = content }
            }
            guard found.count == wanted.count else {
                throw BuildFailure(
                    .infrastructure, "image \(image) lacks layers it names; build with --clear-cache")
            }
            return found
        }
    }
}
