import CurlClient
import DockerEngine
import OCIRegistry
import PlatformModel

/// Deletes images from the registry and from the daemon that pushed them.
public struct RegistryImageRetention: ImageRetention {
    let engine: DockerEngine

    /// - Parameter dockerSocket: the daemon's.
    public init(dockerSocket: String = DockerEngine.defaultSocketPath) {
        engine = DockerEngine(socketPath: dockerSocket)
    }

    public func deleteImage(_ digest: ImageDigest, of image: ProjectImage) async throws(PlatformError) {
        do {
            try await delete(digest, of: image)
        } catch {
            throw Self.failure(error, deleting: image.pinned(digest))
        }
    }

    func delete(_ digest: ImageDigest, of image: ProjectImage) async throws {
        try await deleteManifest(digest, of: image)
        try await deleteLocalCopies(digest, of: image)
    }

    static func failure(_ error: any Error, deleting subject: String) -> PlatformError {
        switch error {
        case let error as RegistryError:
            PlatformError(error.code == .unreachable ? .unavailable : .internalError, error.message, cause: error)
        case let error as DockerError:
            PlatformError(error.code == .unreachable ? .unavailable : .internalError, error.message, cause: error)
        default:
            PlatformError(.canceled, "deleting \(subject) was interrupted", cause: error)
        }
    }

    private func deleteManifest(_ digest: ImageDigest, of image: ProjectImage) async throws {
        guard let digest = ContentDigest(digest.description) else { return }
        do {
            try await OCIRegistry(host: image.registry, transport: CurlClient()).deleteManifest(
                image.project.description, digest)
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
