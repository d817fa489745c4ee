/// Deployments that no push asks for. Each is a row like any other, moved on by a process that outlives whoever asked.
/// Every call throws ``PlatformError``.
public protocol RequestedDeployments: Sendable {
    /// Rolls the image of an earlier deployment out again, without building.
    ///
    /// - Parameter number: the deployment to go back to; `nil` for the newest that was live before the one that is.
    func rollback(_ project: Project, to number: Int?, by user: UserID?) async throws(PlatformError) -> Deployment

    /// Builds the newest source again. `conflict` when nothing was ever deployed.
    func redeploy(_ project: Project, by user: UserID?) async throws(PlatformError) -> Deployment

    /// Rolls the live image out again with the environment as it is now; `nil` when nothing is live.
    func applyConfiguration(of project: Project, by user: UserID?) async throws(PlatformError) -> Deployment?
}
