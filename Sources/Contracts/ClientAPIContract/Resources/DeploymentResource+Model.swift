public import PlatformModel

extension DeploymentResource {
    /// - Parameter registry: the registry's `host:port`, to name the image by.
    public init(_ deployment: Deployment, registry: String) {
        let image = ProjectImage(registry: registry, project: deployment.project)
        self.init(
            id: deployment.id, number: deployment.number, status: DeploymentState(deployment.status),
            stage: deployment.stage.rawValue, commit: deployment.commit.description,
            branch: deployment.branch.description, pusher: deployment.pusherName?.description,
            keyFingerprint: deployment.keyFingerprint?.description,
            image: deployment.imageDigest.map { image.pinned($0) }, imageDigest: deployment.imageDigest?.description,
            builder: deployment.builder, createdAt: deployment.createdAt, finishedAt: deployment.finishedAt,
            seconds: StageSeconds(
                build: deployment.buildTime?.inMilliseconds, publish: deployment.publishTime?.inMilliseconds,
                rollout: deployment.rolloutTime?.inMilliseconds),
            reason: deployment.reason)
    }
}

extension Duration {
    /// Seconds, cut to milliseconds.
    fileprivate var inMilliseconds: Double {
        (Double(components.seconds) * 1000 + Double(components.attoseconds / 1_000_000_000_000_000)) / 1000
    }
}
