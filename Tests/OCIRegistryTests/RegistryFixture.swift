import CurlClient
import FoundationEssentials
import OCIRegistry
import TestSupport

/// A registry of our own, and repositories with random names in it.
enum RegistryFixture {
    static let registry = OCIRegistry(host: PrivateRegistry.shared.host, transport: CurlClient())

    static func repository() -> String { "test/r\(UInt64.random(in: 0 ... .max))" }

    static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// Uploads a small image of one layer.
    static func pushImage(to repository: String, tag: String?, layer: String = "layer") async throws -> ContentDigest {
        let layerBytes = Array(layer.utf8)
        let layerDigest = ContentDigest(of: layerBytes)
        let config = try json(
            ImageConfiguration(architecture: "amd64", os: "linux", rootfs: .init(diffIDs: [layerDigest])))
        let configDigest = ContentDigest(of: config)
        try await registry.putBlob(
            .bytes(layerBytes), size: Int64(layerBytes.count), digest: layerDigest, to: repository)
        try await registry.putBlob(.bytes(config), size: Int64(config.count), digest: configDigest, to: repository)
        let manifest = ImageManifest(
            config: Descriptor(mediaType: .ociConfig, digest: configDigest, size: Int64(config.count)),
            layers: [Descriptor(mediaType: .ociLayer, digest: layerDigest, size: Int64(layerBytes.count))])
        return try await registry.putManifest(json(manifest), mediaType: .ociManifest, to: repository, tag: tag)
    }
}
