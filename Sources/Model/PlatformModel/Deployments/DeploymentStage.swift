/// The step of the delivery pipeline a deployment reached; kept when it fails, to say where.
public enum DeploymentStage: String, Hashable, Sendable, CaseIterable {
    case record
    case export
    case build
    case publish
    case rollout
    case settle
}
