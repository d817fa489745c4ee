/// What the builds of a project leave behind for later ones.
public protocol BuildArtifacts: Sendable {
    /// Deletes all images of a project from the registry, with their copies here, and the caches of its builds. What is
    /// gone already is no error.
    ///
    /// - Parameter digests: the images that deployments are known to have; others are found by their tags.
    /// - Throws: ``PlatformError``: `unavailable` when the registry or the build host does not answer; `conflict` while a
    ///   build still uses a cache.
    func removeArtifacts(of image: ProjectImage, digests: Set<ImageDigest>) async throws(PlatformError)
}
