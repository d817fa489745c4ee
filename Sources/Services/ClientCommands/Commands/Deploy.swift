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
        guard let deployment = try await deployment(environment, of: project, client) else {
            throw ClientError.nothingDeployed(project)
        }
        try await DeploymentWatch(client: client, project: project).settle(deployment, waiting)
    }

    @MainActor
    private func deployment(
        _ environment: [String: String], of project: ProjectResource, _ client: APIClient
    ) async throws -> DeploymentResource? {
        do {
            return try await client.content(
                of: .project(.deploy, project.id), sending: DeployRequest(environment: environment),
                returning: ConfigurationChange.self, within: .seconds(180)
            ).deployment
        } catch let error as ClientError {
            guard error.httpStatus == 409 else { throw error }
            throw ClientError.nothingDeployed(project)
        }
    }
}
