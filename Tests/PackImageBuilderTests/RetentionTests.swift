import CurlClient
import DockerEngine
import OCIRegistry
import PlatformModel
import TestSupport
import Testing

@testable import PackImageBuilder

/// Images that are not needed any more.
struct RetentionTests {
    private let engine = BuildFixture.engine
    private let registry = OCIRegistry(host: BuildFixture.registry, transport: CurlClient())

    @Test func manifestAndLocalCopyGoAndOthersStay() async throws {
        let image = ProjectImage(registry: BuildFixture.registry, project: ProjectID())
        let old = try await push("\(image.repository):old")
        let new = try await push("\(image.repository):new")
        #expect(old != new)
        let retention = RegistryImageRetention()
        try await retention.deleteImage(old, of: image)
        #expect(try await registry.tags(of: image.project.description) == ["new"])
        #expect(try await engine.hasImage("\(image.repository):old") == false)
        #expect(try await engine.hasImage("\(image.repository):new"))
        // Gone already is no error.
        try await retention.deleteImage(old, of: image)
        try await retention.deleteImage(new, of: image)
        #expect(try await registry.tags(of: image.project.description) == [])
    }

    @Test func absentRegistryIsUnavailable() async throws {
        let image = ProjectImage(registry: "127.0.0.1:1", project: ProjectID())
        let digest = try #require(ImageDigest("sha256:" + String(repeating: "00", count: 32)))
        let error = await #expect(throws: PlatformError.self) {
            try await RegistryImageRetention().deleteImage(digest, of: image)
        }
        #expect(error?.code == .unavailable)
        #expect(error?.message == "registry 127.0.0.1:1 is unreachable: connection refused")
    }

    /// Pushes an image of its own, different from all others by a label.
    private func push(_ name: String) async throws -> ImageDigest {
        try await engine.importImage(
            .file(path: ProbeImage.archive.get()), as: name, changes: ["LABEL name=\(name)"])
        let pushed = try await engine.pushImage(name)
        return try #require(ImageDigest(pushed.digest))
    }
}
