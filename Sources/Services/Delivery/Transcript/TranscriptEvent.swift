import PlatformModel

/// What happens to a deployment that is worth a line.
enum TranscriptEvent: Hashable, Sendable {
    case started
    /// The commit's build configuration has been read; `isWritten` is false when the defaults apply for want of a file.
    case configured(BuildpacksConfiguration, isWritten: Bool)
    /// The image of an earlier deployment is used again.
    case reusing(ImageDigest)
    case warning(String)
    case waiting(WaitingReason)
    case build(BuildEvent)
    case rollingOut
    case rollout(RolloutEvent)
    /// Pomegranate does not answer; the reason and how long it is waited for.
    case engineUnreachable(reason: String, patience: Duration)
    /// It went away in the middle of the rollout and did not come back in time.
    case rolloutUnknown(reason: String)
    case live(url: String, timings: DeploymentTimings)
    /// It will not become live.
    case ended(DeliveryFailure, BranchOutcome, serving: ServingDeployment?)
}

/// How long each stage took; `nil` for a stage that did not run.
struct DeploymentTimings: Hashable, Sendable {
    var total: Duration
    var build: Duration?
    var publish: Duration?
    var rollout: Duration?
}

/// The deployment that serves, as far as sentences need it.
struct ServingDeployment: Hashable, Sendable {
    let number: Int
    let commit: CommitID

    init(number: Int, commit: CommitID) {
        self.number = number
        self.commit = commit
    }

    init(_ deployment: Deployment) {
        self.init(number: deployment.number, commit: deployment.commit)
    }
}
