import ArgumentParser
import ClientAPIContract
import PlatformModel

/// The number of a deployment as typed.
struct DeploymentNumber: Hashable, Sendable {
    let value: Int

    /// - Throws: `ValidationError`, which is a usage error.
    @Sendable
    init(parsing text: String) throws {
        guard let value = Int(text), value > 0 else {
            throw ValidationError("\(text.quotedForDisplay) is no deployment: they are numbered from 1.")
        }
        self.value = value
    }
}

extension APIClient {
    /// The deployment a command is about: the typed one, or the one that `choose` finds among the newest.
    ///
    /// - Parameter choose: gets the deployments, the newest first, and the project's name for its refusal.
    func deployment(
        _ typed: DeploymentNumber?, of project: ProjectResource,
        otherwise choose: ([DeploymentResource], String) throws(ClientError) -> Int
    ) async throws -> Int {
        if let typed { return typed.value }
        return try choose(try await deployments(of: project), project.name)
    }
}
