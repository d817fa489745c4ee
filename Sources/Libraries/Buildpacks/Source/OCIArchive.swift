import ApplicationImages
import BuildpackLifecycle
import FoundationEssentials
import OCIImages

/// An image in a file: the tar archive of an OCI image layout, as a `.cnb` file is one (OCI image specification,
/// "Image Layout").
struct OCIArchive {
    private static let documentLimit: Int64 = 8 << 20
    private static let entryLimit = 100_000

    let name: String
    let configuration: ImageConfiguration
    private let archive: SpooledBytes
    private let places: [String: Range<Int64>]
    private let manifest: ImageManifest

    /// Reads the archive's index, the only manifest in it and its configuration; each is checked against its digest.
    ///
    /// - Parameter name: what messages call the file.
    init(_ archive: SpooledBytes, name: String) throws {
        self.name = name
        self.archive = archive
        places = try Self.places(in: archive, name)
        guard let place = places["index.json"] else { throw Self.unusable(name, "it lacks index.json") }
        let index = try Self.decode(ImageIndex.self, Self.document(archive, place, name), name, "index.json")
        guard let entry = index.manifests.first, index.manifests.count == 1 else {
            throw Self.unusable(name, "its index.json names \(index.manifests.count) images; expected one")
        }
        manifest = try Self.decode(
            ImageManifest.self, Self.blob(entry.digest, in: archive, places, name), name, "its manifest")
        configuration = try Self.decode(
            ImageConfiguration.self, Self.blob(manifest.config.digest, in: archive, places, name), name,
            "its configuration")
    }

    /// Whether an archive's entries are those of an image layout.
    static func isLayout(_ names: Set<String>) -> Bool { names.contains("oci-layout") && names.contains("index.json") }

    /// The layers, uncompressed, each checked against its digest.
    ///
    /// - Parameter limit: bytes that all of them may have.
    func layers(limit: Int64) throws -> [SpooledBytes] {
        var left = limit
        return try manifest.layers.map { layer in
            guard let place = places[Self.path(layer.digest)] else { throw Self.missing(name, layer.digest) }
            let blob = SpooledBytes()
            var hasher = DigestHasher()
            var offset = place.lowerBound
            while offset < place.upperBound {
                let bytes = try archive.read(at: offset, size: Int(min(1 << 20, place.upperBound - offset)))
                guard !bytes.isEmpty else { throw Self.unusable(name, "it ends early") }
                hasher.update(bytes)
                try bytes.withUnsafeBytes { try blob.append($0) }
                offset += Int64(bytes.count)
            }
            guard hasher.finish() == layer.digest else { throw Self.mismatch(name, layer.digest) }
            let content = try GzipReader.decompress(blob, limit: left, name: "\(name): layer \(layer.digest)")
            left -= content.count
            return content
        }
    }

    private static func places(in archive: SpooledBytes, _ name: String) throws -> [String: Range<Int64>] {
        var places: [String: Range<Int64>] = [:]
        let cursor = SpooledBytes.Cursor()
        let reader = archive.tarReader(cursor)
        while let header = try reader.next() {
            guard header.kind == .regular else { continue }
            guard places.count < entryLimit else { throw unusable(name, "it holds more than \(entryLimit) files") }
            let path = try TarExtractor.checked(header.relativePath)
            places[path.description] = cursor.offset..<cursor.offset + header.size
        }
        return places
    }

    private static func blob(
        _ digest: ContentDigest, in archive: SpooledBytes, _ places: [String: Range<Int64>], _ name: String
    ) throws -> [UInt8] {
        guard let place = places[path(digest)] else { throw missing(name, digest) }
        let bytes = try document(archive, place, name)
        guard ContentDigest(of: bytes) == digest else { throw mismatch(name, digest) }
        return bytes
    }

    private static func document(_ archive: SpooledBytes, _ place: Range<Int64>, _ name: String) throws -> [UInt8] {
        guard Int64(place.count) <= documentLimit else { throw unusable(name, "one of its documents is too large") }
        return try archive.read(at: place.lowerBound, size: place.count)
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type, _ bytes: [UInt8], _ name: String, _ what: String
    ) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw unusable(name, "\(what) is no JSON of an image")
        }
    }

    private static func path(_ digest: ContentDigest) -> String { "blobs/sha256/\(digest.hex)" }

    private static func unusable(_ name: String, _ why: String) -> BuildFailure {
        BuildFailure(.invalid, "\(name) is no buildpackage: \(why)")
    }

    private static func missing(_ name: String, _ digest: ContentDigest) -> BuildFailure {
        unusable(name, "it lacks \(path(digest)), which it names")
    }

    private static func mismatch(_ name: String, _ digest: ContentDigest) -> BuildFailure {
        unusable(name, "\(path(digest)) has another content than its name says")
    }
}
