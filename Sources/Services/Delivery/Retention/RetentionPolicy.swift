import PlatformModel

/// Which images of a project nobody needs any more.
///
/// The newest deployments keep theirs, and so do what serves and what is under way. Reproducible builds share digests, and
/// a registry deletes a manifest with all its names: so a digest goes only when no deployment that keeps its image has it.
struct RetentionPolicy: Hashable, Sendable {
    /// An image to delete and the deployments that forget it.
    struct Expired: Hashable, Sendable {
        /// `nil` when a kept deployment has the same image: then only the rows forget it.
        let digest: ImageDigest?
        let deployments: [DeploymentID]
    }

    let kept: Int

    /// - Parameter deployments: those of one project that have an image, newest first.
    func expired(among deployments: [Deployment]) -> [Expired] {
        var keepers: Set<ImageDigest> = []
        var goers: [(digest: ImageDigest, ids: [DeploymentID])] = []
        for (index, deployment) in deployments.enumerated() {
            guard let digest = deployment.imageDigest else { continue }
            if index < kept || deployment.status == .live || deployment.status.isUnfinished {
                keepers.insert(digest)
            } else if let place = goers.firstIndex(where: { $0.digest == digest }) {
                goers[place].ids.append(deployment.id)
            } else {
                goers.append((digest, [deployment.id]))
            }
        }
        return goers.map { Expired(digest: keepers.contains($0.digest) ? nil : $0.digest, deployments: $0.ids) }
    }
}
