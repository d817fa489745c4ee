import PlatformModel

/// The steps of a deletion, outside in: what others can reach goes first, and the row last.
extension ProjectLifecycle {
    /// Takes every step; those that are done already cost a look.
    ///
    /// - Parameter patience: how long to wait for a running deployment to stop.
    func finishRemoval(of project: Project, patience: Duration) async throws(PlatformError) {
        try await stopDeployments(of: project, within: patience)
        try await removeApplication(of: project)
        try await removeArtifacts(of: project)
        try await removeRepository(of: project)
        do throws(PlatformError) {
            try await parts.projects.removeProject(project.id)
        } catch {
            // Another process was quicker.
            guard error.code == .notFound else { throw error }
        }
    }

    /// Nothing new begins any more. What waits or builds is canceled; a rollout ends by itself. One whose process died is
    /// settled by the sweep of deployments.
    private func stopDeployments(of project: Project, within patience: Duration) async throws(PlatformError) {
        guard try await !cancelDeployments(of: project) else { return }
        do {
            let hasStopped = try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask { try await waitForStop(of: project) }
                group.addTask {
                    try await Task.sleep(for: patience)
                    return false
                }
                defer { group.cancelAll() }
                return try await group.next() ?? false
            }
            guard hasStopped else {
                throw PlatformError(.unavailable, "a deployment of \(project.name) has not stopped yet")
            }
        } catch let error as PlatformError {
            throw error
        } catch {
            throw PlatformError(.canceled, "the wait for deployments of \(project.name) was interrupted", cause: error)
        }
    }

    private func waitForStop(of project: Project) async throws(PlatformError) -> Bool {
        for await _ in parts.deployments.changes(of: project.id) {
            if try await cancelDeployments(of: project) { return true }
        }
        return false
    }

    /// - Returns: whether none is unfinished.
    private func cancelDeployments(of project: Project) async throws(PlatformError) -> Bool {
        let unfinished = try await parts.deployments.unfinished().filter { $0.deployment.project == project.id }
        for deployment in unfinished.map(\.deployment) {
            try await parts.deployments.requestCancel(deployment.id, reason: "the project is being deleted")
        }
        return unfinished.isEmpty
    }

    private func removeApplication(of project: Project) async throws(PlatformError) {
        do throws(PlatformError) {
            try await parts.engine.remove(project.id)
        } catch {
            guard error.code == .notFound else { throw error }
        }
    }

    private func removeArtifacts(of project: Project) async throws(PlatformError) {
        let known = try await parts.deployments.imagesKept(of: project.id).compactMap(\.imageDigest)
        try await parts.artifacts.removeArtifacts(
            of: ProjectImage(registry: parts.registry, project: project.id), digests: Set(known))
    }

    private func removeRepository(of project: Project) async throws(PlatformError) {
        do throws(PlatformError) {
            try await parts.repositories.deleteRepository(project.id)
        } catch {
            guard error.code == .notFound else { throw error }
        }
    }
}
