import Delivery
import FoundationEssentials
import Glibc
import LinuxSystem
import PlatformModel

/// How the hook was started.
enum HookInvocation {
    /// By git, after a push.
    case push
    /// With `--deployment <id>`, for one deployment in the background.
    case deployment(DeploymentID)

    init(arguments: some Collection<String>) throws(PlatformError) {
        let arguments = Array(arguments)
        if arguments.isEmpty {
            self = .push
        } else if arguments.count == 2, arguments[0] == "--deployment", let id = DeploymentID(arguments[1]) {
            self = .deployment(id)
        } else {
            throw PlatformError(.invalid, "usage: deliver-push [--deployment ID], or without arguments as a git hook")
        }
    }
}

extension HookContext {
    /// Takes over what git has just stored.
    func deliverPush(
        _ environment: [String: String], to terminal: Terminal, interruptions: AsyncStream<String>
    ) async throws(PlatformError) {
        let push = try PushEnvironment(environment)
        let lock = try Self.adopt(push.lockDescriptor)
        let input = try Self.standardInput()
        let delivery = PushDelivery(environment: push, pipeline: pipeline, launcher: launcher, terminal: terminal)
        try await delivery.deliver(input, holding: lock, interruptions: interruptions)
        lock.close()
    }

    /// Works on one deployment without anybody watching, holding the lock it was started with or else its own.
    func run(
        _ id: DeploymentID, _ environment: [String: String], interruptions: AsyncStream<String>
    ) async throws(PlatformError) {
        guard let deployment = try await pipeline.deployment(id) else {
            throw PlatformError(.notFound, "deployment \(id) does not exist")
        }
        let lock: FileLock
        if let inherited = environment["PAASTECH_PUSH_LOCK_FD"].flatMap({ CInt($0) }) {
            lock = try Self.adopt(inherited)
        } else {
            lock = try pipeline.takeWorkerLock(of: deployment)
        }
        defer {
            // The deployment is settled, nobody asks for its lock any more; free only after the name is gone.
            unlink(configuration.locks.worker(of: deployment))
            lock.close()
        }
        try await pipeline.run(deployment, terminal: nil, interruptions: interruptions)
    }

    private static func adopt(_ descriptor: CInt) throws(PlatformError) -> FileLock {
        do throws(LinuxError) {
            return try FileLock.adopt(descriptor)
        } catch {
            throw PlatformError(.invalid, "\(error)", cause: error)
        }
    }

    private static func standardInput() throws(PlatformError) -> [UInt8] {
        do throws(LinuxError) {
            let input = Descriptor(owning: STDIN_FILENO)
            // The number stays taken: a file that got it by chance would be a child's standard input.
            defer { _ = input.release() }
            let bytes = try input.readAll(limit: 64 << 20)
            try ProcessSession.detach(STDIN_FILENO)
            return bytes
        } catch {
            throw PlatformError(.invalid, "\(error)", cause: error)
        }
    }
}
