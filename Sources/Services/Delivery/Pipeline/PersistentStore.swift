import PlatformModel

/// The deployment store, asked again while the database is away, so that work that has been accepted is not lost because
/// PostgreSQL restarts in the middle.
struct PersistentStore: Sendable {
    let store: any DeploymentStore
    /// For how long one call is repeated.
    let patience: Duration

    /// Repeats `call` while it fails as `unavailable`, with growing pauses up to 2 s, until `patience` is over.
    func ask<Result: Sendable>(
        _ call: @Sendable (any DeploymentStore) async throws(PlatformError) -> Result
    ) async throws(PlatformError) -> Result {
        let deadline = ContinuousClock.now + patience
        var pause = Duration.milliseconds(50)
        while true {
            do {
                return try await call(store)
            } catch  where error.code == .unavailable {
                guard ContinuousClock.now + pause < deadline, !Task.isCancelled else { throw error }
            }
            do {
                try await Task.sleep(for: pause)
            } catch {
                throw PlatformError(.canceled, "canceled while the database was away")
            }
            pause = min(pause * 2, .seconds(2))
        }
    }

    /// Moves a deployment on. When the answer to a first attempt was lost, the row tells whether it was done.
    @discardableResult
    func advance(
        _ id: DeploymentID, from: [DeploymentStatus], to: DeploymentStatus, _ change: DeploymentChange
    ) async throws(PlatformError) -> Deployment {
        do {
            return try await ask { store throws(PlatformError) in
                try await store.advance(id, from: from, to: to, change)
            }
        } catch  where error.code == .conflict {
            let row = try await ask { store throws(PlatformError) in try await store.deployment(id) }
            guard let row, row.status == to, !from.contains(to) else { throw error }
            return row
        }
    }
}
