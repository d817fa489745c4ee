public import LinuxSystem
import Logging
public import PlatformModel

/// What post-receive does with a push that git has stored.
public struct PushDelivery: Sendable {
    private let environment: PushEnvironment
    private let pipeline: Pipeline
    private let launcher: DeploymentLauncher
    private let terminal: Terminal

    public init(
        environment: PushEnvironment, pipeline: Pipeline, launcher: DeploymentLauncher, terminal: Terminal
    ) {
        self.environment = environment
        self.pipeline = pipeline
        self.launcher = launcher
        self.terminal = terminal
    }

    /// Takes the push over and brings its deployments to their end, or hands them to processes of their own.
    ///
    /// - Parameters:
    ///   - input: what git wrote to the hook, see ``ReferenceUpdate/parse(_:)``. It is read after the database's first
    ///     answer: by then libgit2, which knows the names of references, has started.
    ///   - lock: the push's lock, which the gatekeeper passed on.
    ///   - interruptions: reasons to cancel that come from this process.
    /// - Throws: ``PlatformError`` when the database stayed away; a sweep settles what was left.
    public func deliver(
        _ input: [UInt8], holding lock: FileLock, interruptions: AsyncStream<String>
    ) async throws(PlatformError) {
        let push = environment.push
        let deployments = try await pipeline.store.ask { store throws(PlatformError) in try await store.accept(push) }
        let updates = try ReferenceUpdate.parse(input)
        let transcript = PushTranscript(
            project: environment.projectName, deployBranch: deployments.first?.branch ?? environment.deployBranch)
        let deployed = Set(deployments.map(\.branch.reference))
        show(updates.filter { !deployed.contains($0.name) }.map(transcript.line))
        for deployment in deployments {
            try await handle(deployment, transcript, lock, interruptions)
        }
        await terminal.flush()
    }

    private func handle(
        _ deployment: Deployment, _ transcript: PushTranscript, _ lock: FileLock, _ interruptions: AsyncStream<String>
    ) async throws(PlatformError) {
        if deployment.options.contains(.noDeploy) {
            try await pipeline.store.advance(deployment.id, from: [.received], to: .stored, DeploymentChange())
            show(transcript.stored(deployment))
        } else if deployment.isDetached, launch(deployment, holding: lock) {
            show(transcript.detached(deployment))
        } else {
            try await pipeline.run(deployment, terminal: terminal, interruptions: interruptions)
        }
    }

    /// Whether a process of its own has taken the deployment; otherwise this one goes on with it.
    private func launch(_ deployment: Deployment, holding lock: FileLock) -> Bool {
        do throws(LinuxError) {
            try launcher.launch(deployment.id, holding: lock)
            return true
        } catch {
            pipeline.logger.error("a detached deployment stays attached", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func show(_ lines: [TranscriptLine]) {
        for line in lines { terminal.write(line.rendered) }
    }
}
