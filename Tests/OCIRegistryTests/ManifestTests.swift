import CurlClient
import OCIRegistry
import TestSupport
import Testing

/// Manifests, against Debian's `docker-registry`.
struct ManifestTests {
    private let registry = RegistryFixture.registry
    private let repository = RegistryFixture.repository()

    @Test func imageIsStoredAndReadBackByteForByte() async throws {
        let digest = try await RegistryFixture.pushImage(to: repository, tag: "v1")
        #expect(try await registry.manifestDigest(repository, "v1") == digest)
        let stored = try await registry.manifest(repository, "v1")
        #expect(stored.digest == digest)
        #expect(ContentDigest(of: stored.bytes) == digest)
        #expect(stored.mediaType == .ociManifest)
        let image = try #require(stored.image)
        let configuration = try await registry.configuration(repository, of: image)
        #expect(configuration.rootfs.diffIDs == image.layers.map(\.digest))
        #expect(try await registry.manifest(repository, digest.description).bytes == stored.bytes)
    }

    @Test func fieldsAndOrderWeDoNotKnowSurvive() async throws {
        let digest = try await RegistryFixture.pushImage(to: repository, tag: nil)
        let image = try #require(try await registry.manifest(repository, digest.description).image)
        let config = image.config
        let odd = """
            { "layers": [], "annotations": {"z": "1", "a": "2"},
              "config": {"size": \(config.size), "digest": "\(config.digest)", "mediaType": "\(config.mediaType.rawValue)"},
              "x-unknown": [1, 2], "mediaType": "\(MediaType.ociManifest.rawValue)", "schemaVersion": 2 }
            """
        let stored = try await registry.putManifest(
            Array(odd.utf8), mediaType: .ociManifest, to: repository, tag: "odd")
        let read = try await registry.manifest(repository, "odd")
        #expect(read.bytes == Array(odd.utf8))
        #expect(read.digest == stored)
        #expect(read.image?.annotations == ["z": "1", "a": "2"])
    }

    @Test func indexPointsAtManifests() async throws {
        let digest = try await RegistryFixture.pushImage(to: repository, tag: "v1")
        let size = Int64(try await registry.manifest(repository, "v1").bytes.count)
        var entry = Descriptor(mediaType: .ociManifest, digest: digest, size: size)
        entry.platform = .init(architecture: "amd64", os: "linux")
        let index = ImageIndex(manifests: [entry])
        try await registry.putManifest(
            RegistryFixture.json(index), mediaType: .ociIndex, to: repository, tag: "all")
        let stored = try await registry.manifest(repository, "all")
        #expect(stored.image == nil)
        #expect(stored.content == .index(index))
    }

    @Test func tagsAreListedAndGoWithTheirManifest() async throws {
        #expect(try await registry.tags(of: repository) == [])
        let digest = try await RegistryFixture.pushImage(to: repository, tag: "a")
        #expect(try await RegistryFixture.pushImage(to: repository, tag: "b") == digest)
        let other = try await RegistryFixture.pushImage(to: repository, tag: "c", layer: "another")
        #expect(try await registry.tags(of: repository).sorted() == ["a", "b", "c"])
        try await registry.deleteManifest(repository, digest)
        #expect(try await registry.tags(of: repository) == ["c"])
        #expect(try await registry.manifestDigest(repository, "a") == nil)
        #expect(try await registry.manifestDigest(repository, "c") == other)
    }

    @Test func missingManifestIsNotFound() async throws {
        let error = await #expect(throws: RegistryError.self) { try await registry.manifest(repository, "none") }
        #expect(error?.code == .notFound)
        #expect(error?.specificationCode == "MANIFEST_UNKNOWN" || error?.specificationCode == "NAME_UNKNOWN")
        #expect(error?.message.contains("\(registry.host) refused manifest \(repository) none") == true)
        #expect(try await registry.manifestDigest(repository, "none") == nil)
    }

    @Test func manifestWithoutItsBlobsIsRefused() async throws {
        let absent = Descriptor(mediaType: .ociConfig, digest: ContentDigest(of: [1]), size: 1)
        let manifest = try RegistryFixture.json(ImageManifest(config: absent, layers: []))
        let error = await #expect(throws: RegistryError.self) {
            try await registry.putManifest(manifest, mediaType: .ociManifest, to: repository, tag: "x")
        }
        #expect(error?.code == .refused || error?.code == .notFound)
        #expect(error?.specificationCode == "MANIFEST_BLOB_UNKNOWN")
    }

    @Test func switchedOffDeletionIsTold() async throws {
        let strict = try PrivateRegistry(allowsDeletion: false)
        defer { strict.remove() }
        let registry = OCIRegistry(host: strict.host, transport: CurlClient())
        let error = await #expect(throws: RegistryError.self) {
            try await registry.deleteManifest("test/any", ContentDigest(of: [1]))
        }
        #expect(error?.code == .unsupported)
    }

    @Test func absentRegistryIsNamed() async throws {
        let gone = try PrivateRegistry()
        let registry = OCIRegistry(host: gone.host, transport: CurlClient())
        try await registry.ping()
        gone.remove()
        let error = await #expect(throws: RegistryError.self) { try await registry.ping() }
        #expect(error?.code == .unreachable)
        #expect(error?.message == "registry \(gone.host) is unreachable: connection refused")
    }
}
