/// What the SSH gatekeeper asks before, during and after a push.
///
/// Every call blocks; call from an owned thread, never from the cooperative pool.
/// Every call throws ``PlatformError`` with code `unavailable` when the database cannot answer in time.
public protocol PushAuthority: Sendable {
    /// The key with this fingerprint, or `nil` when no account has it.
    func authorizedKey(_ fingerprint: KeyFingerprint) throws(PlatformError) -> AuthorizedKey?

    /// The project a reference names, provided that this key still exists and its account may push there.
    ///
    /// `nil` covers both a missing project and one that belongs to somebody else.
    func project(_ reference: ProjectReference, pushableWith key: AuthorizedKey) throws(PlatformError) -> PushTarget?

    /// Records a push that brings nothing to deploy, before git moves its references.
    func openWithoutDeployment(_ push: Push) throws(PlatformError)

    /// The references of such a push have moved.
    func acceptWithoutDeployment(_ push: PushID) throws(PlatformError)

    /// What became of a push. Unfinished deployments of it are reported as they are.
    func outcome(of push: PushID) throws(PlatformError) -> PushOutcome

    /// Marks every unfinished, not detached deployment of a push as to be canceled, and notifies its pipeline.
    ///
    /// A deployment that already rolls out is left alone.
    func cancel(_ push: PushID, reason: String) throws(PlatformError)

    /// The newest deployment of a project's deploy branch, to explain a push that brought nothing new.
    func newestDeployment(of project: ProjectID) throws(PlatformError) -> Deployment?
}
