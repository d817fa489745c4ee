import Logging
import PlatformModel

/// Deletes the images of one project that the policy lets go. The caller holds the project's lock, so that no build
/// publishes the same digest meanwhile.
struct RetentionRound: Sendable {
    let pipeline: Pipeline

    /// What fails is tried again after the next deployment.
    func run(for project: ProjectID) async {
        let image = ProjectImage(registry: pipeline.configuration.registry, project: project)
        do throws(PlatformError) {
            let known = try await pipeline.store.ask { store throws(PlatformError) in
                try await store.imagesKept(of: project)
            }
            for expired in RetentionPolicy(kept: pipeline.configuration.imagesKept).expired(among: known) {
                if let digest = expired.digest { try await delete(digest, of: image) }
                for id in expired.deployments {
                    try await pipeline.store.ask { store throws(PlatformError) in try await store.forgetImage(of: id) }
                }
            }
        } catch {
            pipeline.logger.warning(
                "images are kept for longer",
                metadata: ["project": "\(project)", "error": "\(error.debugDescription)"])
        }
    }

    private func delete(_ digest: ImageDigest, of image: ProjectImage) async throws(PlatformError) {
        try await pipeline.retention.deleteImage(digest, of: image)
        do {
            try await pipeline.engine.deleteImage(image.pinned(digest))
        } catch  where error.code == .notFound {
            // The engine pulled it never, or somebody cleaned up.
        }
    }
}
