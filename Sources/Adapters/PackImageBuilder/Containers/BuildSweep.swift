import DockerEngine
import PlatformModel

/// Removes what a build left: containers on its network, the volumes and ephemeral builders that only they used.
struct BuildSweep: Sendable {
    let engine: DockerEngine

    /// Removes what is known of one build and what its network still holds. What is gone already is no error.
    ///
    /// - Throws: `DockerError` for the first thing that resisted, after trying the others.
    func sweep(_ network: String, _ known: BuildContainerWatch.Traces = .init()) async throws {
        var traces = known
        let filters = DockerFilters(["network": [network]]).and(label: BuildLabels.author, BuildLabels.pack)
        for container in try await engine.listContainers(filters) {
            traces.add(container.id, image: container.image, mounts: container.mounts ?? [])
        }
        var failure: DockerError?
        func attempt(_ work: () async throws -> Void) async throws {
            do {
                try await work()
            } catch let error as DockerError {
                // 409: another removal of the same container is under way.
                if error.code != .notFound, error.code != .conflict { failure = failure ?? error }
            }
        }
        for id in traces.containers { try await attempt { try await engine.removeContainer(id, force: true) } }
        for name in traces.volumes { try await attempt { try await engine.removeVolume(name, force: true) } }
        for name in traces.images { try await attempt { try await engine.removeImage(name, force: true) } }
        if let failure { throw failure }
    }
}
