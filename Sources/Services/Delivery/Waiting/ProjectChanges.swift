import PlatformModel
import Synchronization

/// Listens to what changes about a project's deployments: tells of a cancellation, and counts for those who poll locks.
final class ProjectChanges: Sendable {
    private let counter = Atomic<Int>(0)
    private let project: ProjectID
    private let deployment: DeploymentID
    private let store: PersistentStore

    init(of project: ProjectID, for deployment: DeploymentID, store: PersistentStore) {
        self.project = project
        self.deployment = deployment
        self.store = store
    }

    /// Grows whenever something may have changed.
    var count: Int { counter.load(ordering: .relaxed) }

    /// Returns the reason once the deployment is to be canceled, or `nil` when the task is.
    func cancellation() async -> String? {
        for await _ in store.store.changes(of: project) {
            counter.add(1, ordering: .relaxed)
            let deployment = deployment
            let reason = try? await store.ask { store throws(PlatformError) in
                try await store.cancelRequest(for: deployment)
            }
            if let reason { return reason }
        }
        return nil
    }
}
