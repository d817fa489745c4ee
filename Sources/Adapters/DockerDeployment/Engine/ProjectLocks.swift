import PlatformModel

/// One thing at a time for each project, in the order it was asked for.
actor ProjectLocks {
    private var waiting: [ProjectID: [CheckedContinuation<Void, Never>]] = [:]

    /// Runs the work when everything that was asked for before has ended. Holders always end, so waiting is not
    /// cancellable; the work itself is.
    nonisolated func withLock<Value: Sendable>(
        _ project: ProjectID, _ work: @Sendable () async throws -> Value
    ) async rethrows -> Value {
        await lock(project)
        do {
            let value = try await work()
            await unlock(project)
            return value
        } catch {
            await unlock(project)
            throw error
        }
    }

    private func lock(_ project: ProjectID) async {
        guard waiting[project] != nil else {
            waiting[project] = []
            return
        }
        await withCheckedContinuation { waiting[project, default: []].append($0) }
    }

    private func unlock(_ project: ProjectID) {
        guard var queue = waiting[project], !queue.isEmpty else {
            waiting[project] = nil
            return
        }
        let next = queue.removeFirst()
        waiting[project] = queue
        // The lock passes over without being free in between.
        next.resume()
    }
}
