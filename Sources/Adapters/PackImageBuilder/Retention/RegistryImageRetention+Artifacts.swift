import CurlClient
import DockerEngine
import OCIRegistry
import PlatformModel

extension RegistryImageRetention: BuildArtifacts {
    public func removeArtifacts(of image: ProjectImage, digests: Set<ImageDigest>) async throws(PlatformError) {
        do {
            for digest in try await taggedDigests(of: image).union(digests) { try await delete(digest, of: image) }
            let caches = BuildCaches(of: image.project)
            for volume in [caches.build, caches.launch] { try await removeVolume(volume) }
        } catch let error as PlatformError {
            throw error
        } catch {
            throw Self.failure(error, deleting: "the images of project \(image.project)")
        }
    }

    private func taggedDigests(of image: ProjectImage) async throws -> Set<ImageDigest> {
        let registry = OCIRegistry(host: image.registry, transport: CurlClient())
        let repository = image.project.description
        var digests: Set<ImageDigest> = []
        for tag in try await registry.tags(of: repository) {
            // A tag may go away together with another one's manifest.
            guard let found = try await registry.manifestDigest(repository, tag) else { continue }
            if let digest = ImageDigest(found.description) { digests.insert(digest) }
        }
        return digests
    }

    private func removeVolume(_ name: String) async throws {
        do {
            try await engine.removeVolume(name, force: true)
        } catch let error as DockerError where error.code == .notFound {
            // No build ever made it.
        } catch let error as DockerError where error.code == .conflict {
            throw PlatformError(.conflict, "a build still uses its cache \(name)", cause: error)
        }
    }
}
