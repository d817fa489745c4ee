import DockerEngine
import OCIRegistry
import PlatformModel

/// Deletes images from the registry and from the daemon that pushed them.
public struct RegistryImageRetention: ImageRetention {
    private let engine: DockerEngine

    /// - Parameter dockerSocket: the daemon's.
    public init(dockerSocket: String = DockerEngine.defaultSocketPath) {
        engine = DockerEngine(socketPath: dockerSocket)
    }

    public func deleteImage(_ digest: ImageDigest, of image: ProjectImage) async throws(PlatformError) {
        do {
            try await deleteManifest(digest, of: image)
            try await deleteLocalCopies(digest, of: image)
        } catch let error as RegistryError {
            throw PlatformError(error.code == .unreachable ? .unavailable : .internalError, error.message, cause: error)
        } catch let error as DockerError {
            throw PlatformError(error.code == .unreachable ? .unavailable : .internalError, error.message, cause: error)
        } catch {
            throw PlatformError(.canceled, "deleting \(image.pinned(digest)) was interrupted", cause: error)
        }
    }

    private func deleteManifest(_ digest: ImageDigest, of image: ProjectImage) async throws {
        guard let digest = ContentDigest(digest.description) else { return }
        do {
            try await OCIRegistry(host: image.registry).deleteManifest(image.project.description, digest)
        } catch let error as RegistryError where error.code == .notFound {
            // Gone already.
        }
    }

    /// Names of the project's repository that stand for the digest. A container that uses the image keeps it.
    private func deleteLocalCopies(_ digest: ImageDigest, of image: ProjectImage) async throws {
        let pinned = image.pinned(digest)
        for local in try await engine.listImages(DockerFilters(["reference": [image.repository]])) {
            guard local.repoDigests?.contains(pinned) == true else { continue }
            let names = (local.repoTags ?? []).filter { $0.hasPrefix(image.repository + ":") } + [pinned]
            for name in names {
                do {
                    try await engine.removeImage(name)
                } catch let error as DockerError where error.code == .notFound || error.code == .conflict {}
            }
        }
    }
}
