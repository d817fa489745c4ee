import LinuxSystem
import PlatformModel

/// Turns what became of a push into what the pusher's terminal and `git push` are told at the end.
struct PushVerdict: Equatable {
    /// 0 or 1.
    let exitStatus: CInt
    /// Lines to add after what the hooks printed.
    let lines: [String]

    /// Why git itself took nothing of a push, before any hook could hear of it.
    enum RefusedByGit: Equatable {
        /// Objects that are broken or forbidden, a reference that is closed; git has said which.
        case invalid
        case tooLarge(maximumBytes: Int)
        /// Git ran out of the memory it may take.
        case needsTooMuchMemory(maximumBytes: Int)
    }

    /// - Parameters:
    ///   - newest: the newest deployment of the deploy branch; asked for only when nothing was received.
    ///   - receivePackSucceeded: whether git itself ended without an error.
    ///   - refusedByGit: what it means when nothing was received; nil when the client asked for nothing.
    init(
        _ outcome: PushOutcome, project: Project, newest: Deployment?, receivePackSucceeded: Bool,
        refusedByGit: RefusedByGit? = nil
    ) {
        switch outcome {
        case .nothingReceived where refusedByGit != nil:
            exitStatus = 1
            lines = [refusedByGit.map(Self.sentence) ?? ""]
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
            if deployments.isEmpty {
                lines = ["the push broke off before its references were stored; push again"]
            } else if receivePackSucceeded {
                // pre-receive let it pass, git then could not move the reference: somebody else had.
                lines = deployments.map { "\($0.branch) moved back while you pushed; push again" }
            } else {
                lines = deployments.flatMap { Self.unfinished($0, project: project) }
            }
        }
    }

    private static func sentence(_ refusal: RefusedByGit) -> String {
        switch refusal {
        case .invalid: " !     Push refused, nothing was stored: git's reason stands above; correct it and push again"
        case .tooLarge(let bytes):
            " !     Push refused, nothing was stored: one push may send \(size(bytes)); push the history in parts, "
                + "or keep large files out of the repository"
        case .needsTooMuchMemory(let bytes):
            " !     Push refused, nothing was stored: git may take \(size(bytes)) of memory to unpack a push, and this one "
                + "needs more; keep large files out of the repository"
        }
    }

    /// In the largest unit that leaves no fraction.
    private static func size(_ bytes: Int) -> String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        let exponent = min(bytes.trailingZeroBitCount / 10, units.count - 1)
        return "\(bytes >> (10 * exponent)) \(units[exponent])"
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
