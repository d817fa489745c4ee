import LinuxSystem
import PlatformModel

/// Turns what became of a push into what the pusher's terminal and `git push` are told at the end.
struct PushVerdict: Equatable {
    /// 0 or 1.
    let exitStatus: CInt
    /// Lines to add after what the hooks printed.
    let lines: [String]

    /// - Parameters:
    ///   - newest: the newest deployment of the deploy branch; asked for only when nothing was received.
    ///   - receivePackSucceeded: whether git itself ended without an error.
    init(_ outcome: PushOutcome, project: Project, newest: Deployment?, receivePackSucceeded: Bool) {
        switch outcome {
        case .nothingReceived:
            exitStatus = receivePackSucceeded ? 0 : 1
            lines = newest.flatMap { Self.note(on: $0, project: project) }.map { [$0] } ?? []
        case .refused:
            exitStatus = 1
            lines = []
        case .accepted(let deployments):
            exitStatus = outcome.isSuccess ? 0 : 1
            lines = deployments.filter { $0.status.isUnfinished && !$0.isDetached }.flatMap {
                Self.unfinished($0, project: project)
            }
        case .interrupted(let deployments):
            exitStatus = 1
            if receivePackSucceeded {
                // pre-receive let it pass, git then could not move the reference: somebody else had.
                lines = deployments.map { "\($0.branch) moved back while you pushed; push again" }
            } else {
                lines = deployments.flatMap { Self.unfinished($0, project: project) }
            }
        }
    }

    /// Nothing was new: says so when what the branch holds does not serve yet.
    private static func note(on deployment: Deployment, project: Project) -> String? {
        let tip = "\(deployment.branch) at \(deployment.commit.abbreviated)"
        let redeploy = "paastech redeploy \(project.name)"
        switch deployment.status {
        case .stored:
            return "\(tip) is stored, not deployed (deployment \(deployment.number)); deploy it with: \(redeploy)"
        case .received, .queued, .building, .publishing, .rollingOut:
            return "\(tip) is still \(words(deployment.status)) (deployment \(deployment.number)); "
                + "to start over: \(redeploy)"
        case .live, .refused, .failed, .canceled, .superseded, .abandoned, .replaced: return nil
        }
    }

    private static func unfinished(_ deployment: Deployment, project: Project) -> [String] {
        [
            " !     Deployment \(deployment.number) of \(project.name) broke off while \(words(deployment.status))",
            deployment.status == .rollingOut
                ? " !     \(deployment.branch) follows what serves in a moment; then push again if that is the old version"
                : " !     \(deployment.branch) moves back in a moment; then push again to retry",
        ]
    }

    private static func words(_ status: DeploymentStatus) -> String {
        switch status {
        case .received: "being received"
        case .queued: "waiting"
        case .rollingOut: "rolling out"
        default: status.rawValue
        }
    }
}
