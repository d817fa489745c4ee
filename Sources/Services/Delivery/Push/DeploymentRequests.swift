import Dispatch
import LinuxSystem
public import PlatformModel

/// Deployments that no push asked for: a rollback, a redeploy, a change of configuration.
///
/// Each becomes a row like any other and a process of its own that outlives whoever asked. Its output is the deployment's
/// log; every call throws ``PlatformError``.
public struct DeploymentRequests: RequestedDeployments {
    private let store: any DeploymentStore
    private let locks: LockDirectory
    private let launcher: DeploymentLauncher

    /// How far back a rollback looks for a deployment to go to.
    private static let recent = 200

    public init(store: any DeploymentStore, locks: LockDirectory, launcher: DeploymentLauncher) {
        self.store = store
        self.locks = locks
        self.launcher = launcher
    }

    public func rollback(
        _ project: Project, to number: Int?, by user: UserID?
    ) async throws(PlatformError) -> Deployment {
        let target: Deployment?
        if let number {
            target = try await store.deployment(number, of: project.id)
        } else {
            target = try await store.deployments(of: project.id, limit: Self.recent).first { $0.status == .replaced }
        }
        guard let target else {
            let which = number.map { "deployment \($0) of \(project.name) does not exist" }
            throw PlatformError(.notFound, which ?? "\(project.name) has no earlier deployment to go back to")
        }
        guard let image = target.imageDigest else {
            throw PlatformError(
                .conflict, "deployment \(target.number) of \(project.name) has no image any more; push its commit again"
            )
        }
        return try await start(project, target, image: image, by: user)
    }

    /// Builds what is stored ahead of the live deployment, or else the live commit, from its source again.
    public func redeploy(_ project: Project, by user: UserID?) async throws(PlatformError) -> Deployment {
        let known = try await store.deployments(of: project.id, limit: Self.recent)
        let live = try await store.liveDeployment(of: project.id)
        let stored = known.first { $0.status == .stored && $0.number > (live?.number ?? 0) }
        guard let source = stored ?? live else {
            throw PlatformError(.conflict, "\(project.name) has nothing to deploy yet; push to it first")
        }
        return try await start(project, source, image: nil, by: user)
    }

    /// Rolls the live image out again, so that it gets the project's environment as it is now; `nil` when nothing is live.
    public func applyConfiguration(of project: Project, by user: UserID?) async throws(PlatformError) -> Deployment? {
        guard let live = try await store.liveDeployment(of: project.id) else { return nil }
        return try await start(project, live, image: live.imageDigest, by: user)
    }

    private func start(
        _ project: Project, _ source: Deployment, image: ImageDigest?, by user: UserID?
    ) async throws(PlatformError) -> Deployment {
        let deployment = try await store.create(
            for: project.id, commit: source.commit, branch: source.branch, image: image, by: user)
        do throws(LinuxError) {
            try launch(deployment)
            return deployment
        } catch {
            var change = DeploymentChange()
            change.reason = "Deployment failed: its process could not be started: \(error)"
            try await store.advance(deployment.id, from: [.queued], to: .failed, change)
            throw PlatformError(.internalError, "deployment \(deployment.number) could not be started", cause: error)
        }
    }

    private func launch(_ deployment: Deployment) throws(LinuxError) {
        try locks.create()
        // Nobody else knows this deployment yet but a sweep, which lets go in an instant.
        let lock = try FileLock.lock(locks.worker(of: deployment))
        defer { lock.close() }
        let process = try launcher.launch(deployment.id, holding: lock)
        // Reaped whenever it ends, on a thread that has nothing else to do.
        DispatchQueue.global(qos: .utility).async { _ = process.wait() }
    }
}
