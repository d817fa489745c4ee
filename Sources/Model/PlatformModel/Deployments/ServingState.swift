/// What the engine itself knows about a project's deployments, whatever the database says.
public struct ServingState: Hashable, Sendable {
    /// The deployment that traffic goes to, or `nil` when nothing serves.
    public let live: DeploymentID?
    /// The deployment whose rollout is in progress, or `nil`.
    public let rollingOut: DeploymentID?

    public init(live: DeploymentID?, rollingOut: DeploymentID?) {
        self.live = live
        self.rollingOut = rollingOut
    }
}
