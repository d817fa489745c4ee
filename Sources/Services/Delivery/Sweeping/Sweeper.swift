import FoundationEssentials
import GitRepositories
import LinuxSystem
public import Logging
public import PlatformModel

/// Settles what processes that died have left: rows, branches, directories, and what builds leave in the engine.
///
/// Run every 30 s and at start, and for one project before its next push is answered. Several may run at once: a project
/// is swept by one at a time, and everything it changes is compared first.
public actor Sweeper {
    nonisolated let configuration: DeliveryConfiguration
    private let store: PersistentStore
    private let builder: any ImageBuilder
    private let engine: any DeploymentEngine
    private let logger: Logger
    /// Whether a build may have left something: true at start and after a deployment was found dead.
    private var isBuilderDirty = true
    private var builderSwept = ContinuousClock.now

    /// When the builder is swept although nothing was found dead, since another process may have found it.
    private static let builderInterval = Duration.seconds(600)
    /// How long a call is repeated while the database is away; a sweep comes again anyway.
    private static let patience = Duration.seconds(2)

    public init(
        configuration: DeliveryConfiguration, store: any DeploymentStore, builder: any ImageBuilder,
        engine: any DeploymentEngine, logger: Logger
    ) {
        self.configuration = configuration
        self.store = PersistentStore(store: store, patience: Self.patience)
        self.builder = builder
        self.engine = engine
        self.logger = logger
    }

    /// Sweeps every `interval` until the task is canceled; the first time at once.
    public func run(every interval: Duration = .seconds(30)) async {
        while !Task.isCancelled {
            do throws(PlatformError) {
                try await sweep()
            } catch {
                logger.warning("the sweep is not complete", metadata: ["error": "\(error.debugDescription)"])
            }
            try? await Task.sleep(for: interval)
        }
    }

    /// Everything once.
    public func sweep() async throws(PlatformError) {
        let unfinished = try await store.ask { store throws(PlatformError) in try await store.unfinished() }
        let projects = try await store.ask { store throws(PlatformError) in try await store.projectsToSweep() }
        for project in projects { try await sweep(project, unfinished) }
        await removeDeadDirectories()
        await sweepBuilder()
    }

    /// One project, before its next push is answered, unless it `isSettled`. Costs two small queries when nothing is to do.
    public func sweep(_ project: Project) async throws(PlatformError) {
        try await sweep(project, try await store.ask { store throws(PlatformError) in try await store.unfinished() })
    }

    /// - Parameter unfinished: as known before; what matters is read again under the lock.
    private func sweep(_ project: Project, _ unfinished: [UnfinishedDeployment]) async throws(PlatformError) {
        var suspects: [DeploymentID] = []
        for deployment in unfinished.map(\.deployment) where deployment.project == project.id {
            if try decide(deployment) != .leave { suspects.append(deployment.id) }
        }
        let repository = ProjectRepository(project.id, in: configuration)
        let settlement = Settlement(store: store, repository: repository)
        let branch = await deployBranch(of: project, repository)
        if suspects.isEmpty, try await settlement.isInPlace(branch, in: project.id) { return }

        guard let lock = try lock("\(configuration.locks.project(project.id)).sweep") else { return }
        defer { lock.close() }
        for id in suspects {
            let row = try await store.ask { store throws(PlatformError) in try await store.deployment(id) }
            if let row { try await settle(row, settlement, repository) }
        }
        if case .movedBack(let commit) = try await settlement.ofTip(of: branch, in: project.id) {
            logger.notice(
                "a branch ran ahead of what serves and is moved back",
                metadata: ["project": "\(project.id)", "commit": "\(commit?.description ?? "none")"])
        }
    }

    private func settle(
        _ deployment: Deployment, _ settlement: Settlement, _ repository: ProjectRepository
    ) async throws(PlatformError) {
        var decision = try decide(deployment)
        if decision == .askEngine {
            decision = SweepPolicy.decide(deployment, engine: try? await engine.serving(deployment.project))
        }
        switch decision {
        case .leave, .askEngine: return
        case .becomeLive:
            var change = DeploymentChange()
            change.stage = .settle
            try await finish(deployment, as: .live, change)
            _ = await settlement.afterSuccess(of: deployment)
        case .abandon:
            _ = await settlement.afterFailure(of: deployment)
            try? await repository.release(deployment.commit, as: deployment.number)
            var change = DeploymentChange()
            change.reason = SweepPolicy.reason(for: deployment)
            try await finish(deployment, as: .abandoned, change)
            isBuilderDirty = true
        }
    }

    private func finish(
        _ deployment: Deployment, as status: DeploymentStatus, _ change: DeploymentChange
    ) async throws(PlatformError) {
        do throws(PlatformError) {
            try await store.advance(deployment.id, from: [deployment.status], to: status, change)
            logger.notice(
                "a deployment whose process died is settled",
                metadata: ["deployment": "\(deployment.id)", "status": "\(status.rawValue)"])
        } catch  where error.code == .conflict {
            // Its process was not dead after all, or another sweep was quicker.
        }
    }

    private func decide(_ deployment: Deployment) throws(PlatformError) -> SweepPolicy.Decision {
        let path = configuration.locks.worker(of: deployment)
        do throws(LinuxError) {
            return SweepPolicy.decide(deployment, isWorkedOn: try FileLock.isHeld(path), now: Date())
        } catch {
            throw PlatformError(.internalError, "\(error)", cause: error)
        }
    }

    private func lock(_ path: String) throws(PlatformError) -> FileLock? {
        do throws(LinuxError) {
            return try FileLock.tryLock(path)
        } catch {
            throw PlatformError(.internalError, "\(error)", cause: error)
        }
    }

    /// `master` counts as main while no `main` exists.
    private func deployBranch(of project: Project, _ repository: ProjectRepository) async -> BranchName {
        guard project.deployBranch == .main, (try? await repository.tip(of: .main)) == .some(nil) else {
            return project.deployBranch
        }
        return .master
    }

    /// Exports and workspaces of deployments that are finished, unknown, or whose process died.
    private func removeDeadDirectories() async {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: configuration.builds)) ?? []
        for name in names {
            guard let id = DeploymentID(name) else { continue }
            do throws(PlatformError) {
                let row = try await store.ask { store throws(PlatformError) in try await store.deployment(id) }
                if let row, row.status.isUnfinished, try decide(row) == .leave { continue }
            } catch {
                continue
            }
            try? FileManager.default.removeItem(atPath: "\(configuration.builds)/\(name)")
        }
    }

    /// Asks the builder to remove what dead builds left. New builds wait for the slots meanwhile, so that nothing starts
    /// between the question who runs and the removal.
    private func sweepBuilder() async {
        guard isBuilderDirty || ContinuousClock.now - builderSwept > Self.builderInterval else { return }
        do throws(PlatformError) {
            guard let gate = try lock(configuration.locks.builds) else { return }
            defer { gate.close() }
            let rows = try await store.ask { store throws(PlatformError) in try await store.unfinished() }
            var running: Set<ProjectID> = []
            for row in rows where try decide(row.deployment) == .leave { running.insert(row.project.id) }
            try await builder.sweep(except: running)
            isBuilderDirty = false
            builderSwept = ContinuousClock.now
        } catch {
            logger.warning("what dead builds left is not removed yet", metadata: ["error": "\(error.debugDescription)"])
        }
    }
}
