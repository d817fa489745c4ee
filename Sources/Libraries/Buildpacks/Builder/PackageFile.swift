import ApplicationImages
import BuildpackLifecycle
import FoundationEssentials
import Glibc
import OCIImages

/// Writes a buildpackage as a file: the tar archive of an OCI image layout (Distribution specification, "Buildpackage";
/// OCI image specification, "Image Layout").
struct PackageFile: Sendable {
    let path: BytePath
    let configuration: ImageConfiguration
    let layers: [FileLayer]

    private struct Blob: Sendable {
        var descriptor: Descriptor
        var content: SpooledBytes
    }

    /// Writes the file under another name first, so that whoever reads it sees all of it or nothing.
    func write() async throws {
        let blobs = try await blobs()
        let part = BytePath(path.bytes + Array(".part".utf8))
        try await BlockingWork.run("package") {
            do {
                try write(blobs, to: part)
                try FileSystem.rename(part, to: path)
            } catch {
                try FileSystem.remove(part)
                throw error
            }
        }
    }

    /// The compressed layers, the configuration and the manifest, in this order.
    private func blobs() async throws -> [Blob] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var blobs: [Blob] = []
        for layer in layers {
            let compressed = try await GzipCompressor.compress(layer.content)
            blobs.append(
                Blob(
                    descriptor: Descriptor(
                        mediaType: .ociLayerGzip, digest: compressed.digest, size: compressed.bytes.count),
                    content: compressed.bytes))
        }
        let own = try Self.blob(Array(encoder.encode(configuration)), .ociConfig)
        let manifest = ImageManifest(config: own.descriptor, layers: blobs.map(\.descriptor))
        return blobs + [own, try Self.blob(Array(encoder.encode(manifest)), .ociManifest)]
    }

    private static func blob(_ bytes: [UInt8], _ type: MediaType) throws -> Blob {
        let content = SpooledBytes()
        try bytes.withUnsafeBytes { try content.append($0) }
        return Blob(
            descriptor: Descriptor(mediaType: type, digest: ContentDigest(of: bytes), size: Int64(bytes.count)),
            content: content)
    }

    private func write(_ blobs: [Blob], to part: BytePath) throws {
        let number = open(part.description, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard number >= 0 else {
            throw BuildFailure(.invalid, "cannot write \(path): \(String(cString: strerror(errno)))")
        }
        let output = BufferedOutput(owning: number, path: part)
        let writer = TarWriter { try output.write($0) }
        for directory in ["blobs/", "blobs/sha256/"] {
            try writer.append(TarHeader(path: BytePath(directory), kind: .directory, mode: 0o755))
        }
        var index = ImageIndex(manifests: [])
        for (position, blob) in blobs.enumerated() {
            if position == blobs.count - 1 {
                var descriptor = blob.descriptor
                descriptor.platform = .init(architecture: configuration.architecture, os: configuration.os)
                index.manifests = [descriptor]
            }
            try append(blob, to: writer)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let documents = [
            ("index.json", Array(try encoder.encode(index))),
            ("oci-layout", Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)),
        ]
        for (name, document) in documents {
            try writer.append(TarHeader(path: BytePath(name), kind: .regular, mode: 0o644), content: document)
        }
        try writer.finish()
        try output.flush()
    }

    private func append(_ blob: Blob, to writer: TarWriter) throws {
        let size = blob.content.count
        try writer.begin(
            TarHeader(
                path: BytePath("blobs/sha256/\(blob.descriptor.digest.hex)"), kind: .regular, mode: 0o644, size: size))
        var offset: Int64 = 0
        while offset < size {
            let bytes = try blob.content.read(at: offset, size: 1 << 20)
            try bytes.withUnsafeBytes { try writer.content($0) }
            offset += Int64(bytes.count)
        }
        try writer.endContent(size: size)
    }
}
