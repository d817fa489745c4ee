public import LinuxSystem
public import Logging
public import PlatformModel

/// Brings accepted deployments to their end: record, export, build, publish, roll out, settle.
public struct Pipeline: Sendable {
    let configuration: DeliveryConfiguration
    let store: PersistentStore
    let builder: any ImageBuilder
    let engine: any DeploymentEngine
    let retention: any ImageRetention
    let logger: Logger

    public init(
        configuration: DeliveryConfiguration, store: any DeploymentStore, builder: any ImageBuilder,
        engine: any DeploymentEngine, retention: any ImageRetention, logger: Logger
    ) {
        self.configuration = configuration
        self.store = PersistentStore(store: store, patience: configuration.databasePatience)
        self.builder = builder
        self.engine = engine
        self.retention = retention
        self.logger = logger
    }

    /// Works on one deployment until it is live or has failed; the caller holds the lock that says so
    /// (``LockDirectory/worker(of:)``).
    ///
    /// A deployment that has an image already (a rollback, a change of configuration) is only rolled out.
    ///
    /// - Parameters:
    ///   - terminal: where the transcript goes beside the deployment's log; `nil` when nobody watches.
    ///   - interruptions: reasons to cancel that come from this process, for instance a signal. A rollout is not
    ///     interrupted.
    /// - Returns: the deployment's final status, or `rollingOut` when only a sweep can tell what became of the rollout.
    /// - Throws: ``PlatformError`` when the database stayed away and the deployment was left for a sweep.
    @discardableResult
    public func run(
        _ deployment: Deployment, terminal: Terminal?, interruptions: AsyncStream<String>
    ) async throws(PlatformError) -> DeploymentStatus {
        guard deployment.status.isUnfinished else {
            throw PlatformError(
                .conflict, "deployment \(deployment.number) is \(deployment.status.rawValue) already")
        }
        let id = deployment.project
        let project = try await store.ask { store throws(PlatformError) in try await store.project(id) }
        guard let project else { throw PlatformError(.notFound, "project \(id) does not exist any more") }
        let run = DeploymentRun(
            deployment, of: project, pipeline: self, terminal: terminal, interruptions: interruptions)
        async let writing: Void = run.reporter.log.run()
        defer { run.held.releaseAll() }
        let result: Result<DeploymentStatus, PlatformError>
        do throws(PlatformError) {
            result = .success(try await run.perform())
        } catch {
            result = .failure(error)
        }
        await run.reporter.log.flush()
        run.reporter.log.finish()
        await writing
        await terminal?.flush()
        return try result.get()
    }

    /// A deployment by its id, waiting for the database if it is away.
    public func deployment(_ id: DeploymentID) async throws(PlatformError) -> Deployment? {
        try await store.ask { store throws(PlatformError) in try await store.deployment(id) }
    }

    /// Takes the lock that says that somebody works on a deployment.
    /// - Throws: ``PlatformError`` with code `conflict` when somebody does already.
    public func takeWorkerLock(of deployment: Deployment) throws(PlatformError) -> FileLock {
        do throws(LinuxError) {
            if let lock = try FileLock.tryLock(configuration.locks.worker(of: deployment)) { return lock }
        } catch {
            throw PlatformError(.internalError, "\(error)", cause: error)
        }
        throw PlatformError(.conflict, "another process works on deployment \(deployment.number) already")
    }
}
