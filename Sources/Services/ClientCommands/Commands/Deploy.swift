import ArgumentParser
import ClientAPIContract

struct Deploy: ClientCommand {
    static let configuration = CommandConfiguration(
        abstract: "Rolls the newest image out again, without a build.",
        discussion: "With --env, its variables replace the run-time environment; without, that stays as it is.")

    @Option(
        name: [.customShort("e"), .long], help: ArgumentHelp("A variable of the application.", valueName: "key=value"))
    var env: [VariableAssignment] = []
    @OptionGroup var waiting: WaitingOptions
    @OptionGroup var options: ProjectOptions

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        let environment = env.isEmpty ? project.config.environment : VariableAssignment.environment(env)
        let change = try await client.content(
            of: .project(.deploy, project.id), sending: DeployRequest(environment: environment),
            returning: ConfigurationChange.self, within: .seconds(180))
        guard let deployment = change.deployment else {
            throw ClientError(
                .invalid, "\(project.name) has no image to roll out yet", next: "git push paastech main")
        }
        try await DeploymentWatch(client: client, project: project).settle(deployment, waiting)
    }
}
