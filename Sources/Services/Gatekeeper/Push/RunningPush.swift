import LinuxSystem
import Logging
import PlatformModel
import SSHServer
import Synchronization

/// Follows one push's receive-pack to its end.
final class RunningPush: CommandObserver {
    private let push: PushID
    private let project: Project
    private let authority: any PushAuthority
    private let settlement: (any ProjectSettlement)?
    private let reception: Reception
    private let lock: PushLock
    private let logger: Logger
    private let leftCleanly = Mutex(false)
    private let request = Mutex(UpdateRequest())
    private let answers = Mutex(GitAnswer())
    private let limits: Limits

    /// What one push may take.
    struct Limits {
        /// Bytes it may send.
        let sentBytes: Int
        /// Bytes of memory of each git process.
        let memory: Int

        init(_ configuration: GatekeeperConfiguration) {
            sentBytes = configuration.maximumPushBytes
            memory = configuration.maximumGitMemory
        }
    }

    init(
        push: PushID, project: Project, authority: any PushAuthority, settlement: (any ProjectSettlement)?,
        reception: Reception, lock: PushLock, limits: Limits, logger: Logger
    ) {
        self.push = push
        self.project = project
        self.authority = authority
        self.settlement = settlement
        self.reception = reception
        self.lock = lock
        self.limits = limits
        self.logger = logger
    }

    func clientSent(_ bytes: UnsafeRawBufferPointer) {
        request.withLock { $0.read(bytes) }
    }

    func childSent(_ bytes: UnsafeRawBufferPointer) {
        answers.withLock { $0.read(bytes) }
    }

    /// Ctrl-C cancels the build; a network that died does not.
    func clientLeft(_ departure: Departure) {
        logger.notice("client left during push", metadata: ["departure": "\(departure)"])
        guard departure == .clean else { return }
        leftCleanly.withLock { $0 = true }
        cancel()
    }

    func finished(_ status: ChildProcess.ExitStatus) -> CommandReply {
        // Once more: pre-receive may have opened the deployment after the client had left.
        if leftCleanly.withLock({ $0 }) { cancel() }
        let isStored = reception.dismiss(push)
        do {
            let outcome = isStored ? .accepted([]) : try authority.outcome(of: push)
            let request = request.withLock { $0 }
            let isAskedForNothing = outcome == .nothingReceived && !request.hasCommands
            let newest = isAskedForNothing ? try authority.newestDeployment(of: project.id) : nil
            let verdict = PushVerdict(
                outcome, project: project, newest: newest, receivePackSucceeded: status.isSuccess,
                refusedByGit: refusal(of: request))
            // Nobody works on it any more once the lock is free: only then can it be settled.
            lock.end()
            if outcome.brokeOff { settlement?.settle(project) }
            logger.info(
                "push ended",
                metadata: ["status": "\(status)", "outcome": "\(outcome.summary)", "exit": "\(verdict.exitStatus)"])
            return CommandReply(message: verdict.lines.map(Replies.line).joined(), exitStatus: verdict.exitStatus)
        } catch {
            lock.end()
            logger.error("cannot tell what became of a push", metadata: ["error": "\(error.debugDescription)"])
            return Replies.text(
                " !     What became of this push is unknown: \(error.message); push again to find out")
        }
    }

    /// How a request ended that no hook heard of; nil where nothing was asked for.
    private func refusal(of request: UpdateRequest) -> PushVerdict.RefusedByGit? {
        guard request.hasCommands else { return nil }
        if request.byteCount > limits.sentBytes { return .tooLarge(maximumBytes: limits.sentBytes) }
        let ranOutOfMemory = answers.withLock { $0.tellsOutOfMemory }
        return ranOutOfMemory ? .needsTooMuchMemory(maximumBytes: limits.memory) : .invalid
    }

    func failedToStart(_ error: LinuxError) -> CommandReply {
        _ = reception.dismiss(push)
        lock.end()
        return Replies.cannotStart()
    }

    private func cancel() {
        do {
            try authority.cancel(push, reason: "the pusher went away")
        } catch {
            logger.error("cannot cancel a push", metadata: ["error": "\(error.debugDescription)"])
        }
    }
}

extension PushOutcome {
    /// Whether something of the push is left in the middle with nobody at work on it.
    fileprivate var brokeOff: Bool {
        switch self {
        case .nothingReceived, .refused: false
        case .interrupted: true
        case .accepted(let deployments): deployments.contains { $0.status.isUnfinished && !$0.isDetached }
        }
    }

    /// For logs: the kind and the deployments' numbers and states.
    fileprivate var summary: String {
        switch self {
        case .nothingReceived: "nothing received"
        case .refused: "refused"
        case .accepted(let deployments): "accepted \(Self.list(deployments))"
        case .interrupted(let deployments): "interrupted \(Self.list(deployments))"
        }
    }

    private static func list(_ deployments: [Deployment]) -> String {
        deployments.map { "\($0.number):\($0.status.rawValue)" }.joined(separator: " ")
    }
}
