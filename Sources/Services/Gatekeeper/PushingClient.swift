import Glibc
import LinuxSystem
import Logging
import PlatformModel
import SSHServer

/// A person with a proven key: may push, and do nothing else. The key is checked again at every command.
struct PushingClient: AuthenticatedClient {
    let configuration: GatekeeperConfiguration
    let address: String
    let authority: any PushAuthority
    let settlement: (any ProjectSettlement)?
    let reception: Reception
    let key: AuthorizedKey
    let serverLogger: Logger
    /// How the key was proven.
    let attempt: AuthenticationAttempt

    /// Put together when it is needed: an offered key is a client, too, that mostly does nothing.
    private var logger: Logger {
        var logger = serverLogger
        for (name, value) in attempt.metadata { logger[metadataKey: name] = value }
        return logger
    }

    func answer(_ request: CommandRequest) -> CommandAnswer {
        switch request.kind {
        case .exec(let line):
            switch GitCommandLine(parsing: line) {
            case .receivePack(let path): receivePack(path, gitProtocol: request.gitProtocol)
            case .read: .reply(ifKeyIsValid(asGit: true) { Replies.readingIsImpossible(address: address) })
            case .unknown: .reply(ifKeyIsValid(asGit: false) { Replies.onlyPushes(address: address) })
            }
        case .shell: .reply(ifKeyIsValid(asGit: false) { Replies.greeting(key, address: address) })
        case .subsystem: .reply(ifKeyIsValid(asGit: false) { Replies.onlyPushes(address: address) })
        }
    }

    private func receivePack(_ path: String, gitProtocol: String?) -> CommandAnswer {
        do {
            guard let reference = ProjectReference(parsing: path),
                let target = try authority.project(reference, pushableWith: key)
            else {
                return .reply(ifKeyIsValid(asGit: true) { Replies.noProject(path, key: key) })
            }
            return try push(to: target, gitProtocol: gitProtocol)
        } catch let error as PlatformError {
            logger.error("cannot look up a project", metadata: ["error": "\(error.debugDescription)"])
            return .reply(Replies.gitError(Replies.unavailable))
        } catch {
            logger.error("cannot start a push", metadata: ["error": "\(error)"])
            return .reply(Replies.cannotStart())
        }
    }

    private func push(to target: PushTarget, gitProtocol: String?) throws -> CommandAnswer {
        let (push, project) = (PushID(), target.project)
        let receivePack = ReceivePack(
            configuration: configuration, push: push, project: project, key: key, gitProtocol: gitProtocol)
        guard access("\(receivePack.repository)/HEAD", R_OK) == 0 else {
            logger.error("repository missing", metadata: ["project": "\(project.id)"])
            return .reply(Replies.repositoryMissing(project))
        }
        // What a push that died has left must not be what this one is compared with.
        settlement?.settle(target)
        let lock = try PushLock(push, in: configuration.pushLocksDirectory)
        var logger = logger
        logger[metadataKey: "push"] = "\(push)"
        logger[metadataKey: "project"] = "\(project.id)"
        logger.info("push started", metadata: ["user": "\(key.ownerName)"])
        reception.expect(
            Push(id: push, project: project.id, user: key.owner, keyFingerprint: key.fingerprint, options: []))
        let running = RunningPush(
            push: push, project: project, authority: authority, settlement: settlement, reception: reception,
            lock: lock, limits: .init(configuration), logger: logger)
        return .run(
            receivePack.command, descriptors: [ReceivePack.lockDescriptor: lock.lock.descriptor], observer: running)
    }

    /// The reply, unless the key has been removed from the account meanwhile.
    private func ifKeyIsValid(asGit: Bool, _ reply: () -> CommandReply) -> CommandReply {
        do {
            let current = try authority.authorizedKey(key.fingerprint)
            if current?.id == key.id { return reply() }
            return asGit ? Replies.gitError(Replies.keyRemoved(key)) : Replies.text(Replies.keyRemoved(key))
        } catch {
            logger.error("cannot look up a key", metadata: ["error": "\(error.debugDescription)"])
            return asGit ? Replies.gitError(Replies.unavailable) : Replies.text(Replies.unavailable)
        }
    }
}
