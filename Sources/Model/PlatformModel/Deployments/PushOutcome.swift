/// What became of a push, as the database knows it once receive-pack has ended.
public enum PushOutcome: Hashable, Sendable {
    /// No hook ran for it: nothing was new.
    case nothingReceived
    /// pre-receive refused it.
    case refused(reason: String)
    /// pre-receive accepted it; these are its deployments (none for another branch or a tag).
    case accepted([Deployment])
    /// pre-receive accepted it and post-receive never took over.
    case interrupted([Deployment])

    /// Whether the SSH channel, and with it `git push`, ends with success.
    public var isSuccess: Bool {
        switch self {
        case .nothingReceived: true
        case .refused, .interrupted: false
        case .accepted(let deployments):
            deployments.allSatisfy { deployment in
                switch deployment.status {
                // A newer push may already have replaced what this one made live.
                case .live, .stored, .replaced: true
                case .received, .queued, .building, .publishing, .rollingOut: deployment.isDetached
                case .refused, .failed, .canceled, .superseded, .abandoned: deployment.isDetached
                }
            }
        }
    }
}
