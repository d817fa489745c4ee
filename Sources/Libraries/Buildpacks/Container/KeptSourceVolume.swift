import BuildpackLifecycle
import DockerEngine

/// The volume that keeps an application's directory between builds: the launch cache, which a lifecycle that exports
/// outside of the container has no other use for.
struct KeptSourceVolume: Sendable {
    /// Whose files it holds; a volume without it was made by another tool.
    private static let label = "io.buildpacks.kept-source.user"

    let engine: DockerEngine
    let name: String
    let userID: Int

    /// Makes the volume where it is missing, is to be cleared or belongs to another user. True when it is new.
    func prepare(clearing: Bool) async throws -> Bool {
        do {
            let volume = try await engine.inspectVolume(name)
            if !clearing, volume.labels?[Self.label] == String(userID) { return false }
            try await engine.removeVolume(name)
        } catch let error as DockerError where error.code == .notFound {}
        let (engine, name, labels) = (engine, name, ["author": "pack", Self.label: String(userID)])
        // Not a child task: cancelled in the middle of the request, the volume would come into being unnoticed.
        try await Task { _ = try await engine.createVolume(name, labels: labels) }.value
        return true
    }
}
