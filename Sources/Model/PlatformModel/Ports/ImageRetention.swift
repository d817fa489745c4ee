/// Removes images that no deployment needs any more. Which ones these are is decided by the caller.
public protocol ImageRetention: Sendable {
    /// Deletes a manifest, and with it every tag that names it, from the registry. One that is gone already is no error.
    ///
    /// - Throws: ``PlatformError``: `unavailable` when the registry does not answer.
    func deleteImage(_ digest: ImageDigest, of image: ProjectImage) async throws(PlatformError)
}
