import Dispatch
import Foundation
import LinuxSystem
import Logging
import PlatformModel
import ServiceLifecycle
import Synchronization

/// A child process that belongs to the platform: started and waited for until it is ready, started again when it dies,
/// stopped in order.
///
/// It leads a process group of its own, so that Ctrl-C at the terminal reaches only `paastechd`. Its output goes to a
/// file. A child left over by a crash of the parent is ended before a new one starts.
public final class ManagedProcess: Service {
    /// How this child is started, recognised as ready and stopped.
    public struct Plan: Sendable {
        /// What it is called in messages.
        public var name: String
        public var command: ChildCommand
        /// Whether it can do its work now; asked again and again until `readyWithin` is over.
        public var isReady: @Sendable () async -> Bool
        public var readyWithin: Duration = .seconds(30)
        public var stopSignal: Int32 = SIGTERM
        /// How long it may take to stop before it is killed.
        public var stopWithin: Duration = .seconds(15)
        /// Runs before each start.
        public var beforeStart: @Sendable () async throws -> Void = {}
    }

    public let plan: Plan
    private let logFile: String
    private let recordFile: String
    private let logger: Logger
    private let child = Mutex<ChildProcess?>(nil)

    public init(_ plan: Plan, directory: DataDirectory, logger: Logger) {
        self.plan = plan
        logFile = "\(directory.log)/\(Self.fileName(plan.name)).log"
        recordFile = Self.recordFile(of: plan.name, in: directory)
        self.logger = logger
    }

    /// Whether a child of that name, started by an earlier `paastechd` that died, still runs.
    public static func isLeftOver(_ name: String, in directory: DataDirectory) -> Bool {
        ProcessRecord(readingFrom: recordFile(of: name, in: directory))?.isRunning == true
    }

    /// Starts the child and returns once it is ready.
    /// - Throws: ``PlatformError`` with code `unavailable` and the last lines of the child's output.
    public func start() async throws {
        await ProcessRecord(readingFrom: recordFile)?.end(signal: plan.stopSignal, patience: plan.stopWithin)
        try await plan.beforeStart()
        let started = try spawn()
        let clock = ContinuousClock()
        let deadline = clock.now + plan.readyWithin
        while !(await plan.isReady()) {
            if let status = started.poll() {
                throw failure("ended with \(status) while starting")
            }
            guard clock.now < deadline else {
                await stop()
                throw failure("was not ready within \(plan.readyWithin.components.seconds) s")
            }
            try await clock.sleep(for: .milliseconds(10))
        }
    }

    /// Keeps the child running until the service group shuts down.
    public func run() async throws {
        await cancelWhenGracefulShutdown { [self] in await supervise() }
        await stop()
    }

    private func supervise() async {
        var policy = RestartPolicy()
        let clock = ContinuousClock()
        while true {
            let began = clock.now
            await waitForExit()
            guard !Task.isCancelled else { return }
            let delay = policy.delay(afterRunningFor: clock.now - began)
            logger.error(
                "child process ended, starting it again",
                metadata: ["process": "\(plan.name)", "delay": "\(delay)", "log": "\(logFile)"])
            try? await clock.sleep(for: delay)
            guard !Task.isCancelled else { return }
            do {
                try await start()
            } catch {
                logger.error(
                    "child process does not start", metadata: ["process": "\(plan.name)", "error": "\(error)"])
            }
        }
    }

    /// Stops the child: asks, waits, insists.
    public func stop() async {
        guard let running = child.withLock({ $0 }), running.poll() == nil else { return }
        running.signal(plan.stopSignal)
        let clock = ContinuousClock()
        let deadline = clock.now + plan.stopWithin
        while running.poll() == nil, clock.now < deadline {
            // A cancelled task must still wait for the child, so the sleep's error is of no interest.
            await withCheckedContinuation { continuation in
                DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(20)) { continuation.resume() }
            }
        }
        if running.poll() == nil {
            logger.warning("child process did not stop in time, killing it", metadata: ["process": "\(plan.name)"])
            running.signalGroup(SIGKILL)
            _ = running.wait()
        }
        try? FileManager.default.removeItem(atPath: recordFile)
    }

    private static func fileName(_ name: String) -> String { name.lowercased().replacing(" ", with: "-") }

    private static func recordFile(of name: String, in directory: DataDirectory) -> String {
        "\(directory.run)/\(fileName(name)).process"
    }

    private func spawn() throws(PlatformError) -> ChildProcess {
        do {
            let log = try Descriptor.open(logFile, flags: O_WRONLY | O_CREAT | O_APPEND)
            let started = try ChildProcess(plan.command, descriptors: [1: log.rawValue, 2: log.rawValue])
            log.close()
            child.withLock { $0 = started }
            ProcessRecord(running: started.processID)?.write(to: recordFile)
            return started
        } catch {
            throw PlatformError(.unavailable, "\(plan.name) cannot be started: \(error)", cause: error)
        }
    }

    private func waitForExit() async {
        guard let running = child.withLock({ $0 }) else { return }
        let exit = ExitWatch(running.exitDescriptor.rawValue)
        await withTaskCancellationHandler {
            await exit.wait()
        } onCancel: {
            exit.cancel()
        }
        _ = running.poll()
    }

    private func failure(_ what: String) -> PlatformError {
        let text = (try? String(contentsOfFile: logFile, encoding: .utf8)) ?? ""
        let tail = text.split(separator: "\n").suffix(5).joined(separator: "\n    ")
        return PlatformError(.unavailable, "\(plan.name) \(what); the last lines of \(logFile):\n    \(tail)")
    }
}
