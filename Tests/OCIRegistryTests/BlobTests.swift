import FoundationEssentials
import OCIRegistry
import TestSupport
import Testing

/// Blobs, against Debian's `docker-registry`.
struct BlobTests {
    private let registry = RegistryFixture.registry
    private let repository = RegistryFixture.repository()

    @Test func blobIsSentOnceAndReadBack() async throws {
        let content = [UInt8](repeating: 42, count: 100_000)
        let digest = ContentDigest(of: content)
        #expect(try await registry.hasBlob(repository, digest) == false)
        #expect(try await registry.putBlob(.bytes(content), size: 100_000, digest: digest, to: repository))
        #expect(try await registry.hasBlob(repository, digest))
        #expect(try await registry.putBlob(.bytes(content), size: 100_000, digest: digest, to: repository) == false)
        #expect(try await registry.blob(repository, digest).collect(upTo: 100_000) == content)
    }

    @Test func chunkedUploadComputesItsDigest() async throws {
        // Two and a half chunks, in pieces that divide none of them.
        let piece = [UInt8](repeating: 5, count: 99_991)
        let count = 210
        let source = AsyncStream<[UInt8]> { continuation in
            for _ in 0..<count { continuation.yield(piece) }
            continuation.finish()
        }
        let (digest, size) = try await registry.putBlob(streaming: source, to: repository)
        var hasher = DigestHasher()
        for _ in 0..<count { hasher.update(piece) }
        #expect(digest == hasher.finish())
        #expect(size == Int64(piece.count * count))
        var received: Int64 = 0
        for try await bytes in try await registry.blob(repository, digest) { received += Int64(bytes.count) }
        #expect(received == size)
    }

    @Test func emptyStreamIsABlobToo() async throws {
        let (digest, size) = try await registry.putBlob(streaming: AsyncStream { $0.finish() }, to: repository)
        #expect(digest == ContentDigest(of: []) && size == 0)
        #expect(try await registry.hasBlob(repository, digest))
    }

    @Test func sourceThatFailsLeavesNoContent() async throws {
        struct SourceFailed: Error {}
        let source = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield([UInt8](repeating: 1, count: 9 << 20))
            continuation.finish(throwing: SourceFailed())
        }
        await #expect(throws: SourceFailed.self) { try await registry.putBlob(streaming: source, to: repository) }
        let uploads = PrivateRegistry.shared.directory + "/data/docker/registry/v2/repositories/\(repository)/_uploads"
        // docker-registry 2.8 forgets a few bytes of hash state behind a canceled upload; its content is gone.
        let begun = (try? FileManager.default.contentsOfDirectory(atPath: uploads)) ?? []
        #expect(begun.allSatisfy { !FileManager.default.fileExists(atPath: "\(uploads)/\($0)/data") })
    }

    @Test func contentThatIsNotItsDigestIsRefused() async throws {
        let error = await #expect(throws: RegistryError.self) {
            try await registry.putBlob(.bytes([1, 2, 3]), size: 3, digest: ContentDigest(of: [9]), to: repository)
        }
        #expect(error?.code == .digestMismatch)
    }

    /// A registry, or a disk, that hands out something else is found out.
    @Test func tamperedBlobIsNoticed() async throws {
        let content = Array("trusted \(repository)".utf8)
        let digest = ContentDigest(of: content)
        try await registry.putBlob(.bytes(content), size: Int64(content.count), digest: digest, to: repository)
        let path =
            PrivateRegistry.shared.directory
            + "/data/docker/registry/v2/blobs/sha256/\(digest.hex.prefix(2))/\(digest.hex)/data"
        try Data(content.reversed()).write(to: URL(filePath: path))
        let error = await #expect(throws: RegistryError.self) {
            try await registry.blob(repository, digest).collect(upTo: 1000)
        }
        #expect(error?.code == .digestMismatch)
    }

    @Test func blobOfAnotherRepositoryIsMounted() async throws {
        let content = Array(repository.utf8)
        let digest = ContentDigest(of: content)
        let other = RegistryFixture.repository()
        #expect(try await registry.mountBlob(digest, from: other, to: repository) == false)
        try await registry.putBlob(.bytes(content), size: Int64(content.count), digest: digest, to: other)
        #expect(try await registry.mountBlob(digest, from: other, to: repository))
        #expect(try await registry.blob(repository, digest).collect(upTo: 1000) == content)
    }

    @Test func blobIsDeleted() async throws {
        let digest = ContentDigest(of: Array(repository.utf8))
        try await registry.putBlob(
            .bytes(Array(repository.utf8)), size: Int64(repository.utf8.count), digest: digest, to: repository)
        try await registry.deleteBlob(repository, digest)
        #expect(try await registry.hasBlob(repository, digest) == false)
        let error = await #expect(throws: RegistryError.self) { try await registry.blob(repository, digest) }
        #expect(error?.code == .notFound)
    }
}
