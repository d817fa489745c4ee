import ArgumentParser
import ClientAPIContract

/// What setting and unsetting variables share.
struct ConfigurationChangeOptions: ParsableArguments {
    @Flag(help: "Keep the change for the next rollout.") var noRollout = false
    @OptionGroup var waiting: WaitingOptions
    @OptionGroup var options: ProjectOptions

    /// Sends the change; values are never shown.
    @MainActor
    func apply(_ changes: [String: String?], in session: Session) async throws {
        let (client, project) = try await session.project(options)
        let answer = try await client.content(
            of: .project(.changeConfiguration, project.id), query: noRollout ? RolloutQuery.without : "",
            sending: ConfigurationPatch(changes: changes), returning: ConfigurationChange.self, within: .seconds(60))
        let names = changes.keys.sorted().joined(separator: " ")
        session.console.line("changed \(names) of \(project.name)")
        guard let deployment = answer.deployment else {
            return session.console.note("it takes effect with the next rollout")
        }
        try await DeploymentWatch(client: client, project: project).settle(deployment, waiting)
    }
}
