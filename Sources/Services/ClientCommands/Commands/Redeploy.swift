import ArgumentParser
import ClientAPIContract

struct Redeploy: ClientCommand {
    static let configuration = CommandConfiguration(
        abstract: "Builds and deploys again what the branch on the server points to.")

    @OptionGroup var waiting: WaitingOptions
    @OptionGroup var options: ProjectOptions

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        let deployment = try await client.content(
            of: .project(.redeploy, project.id), returning: DeploymentResource.self, within: .seconds(60))
        try await DeploymentWatch(client: client, project: project).settle(deployment, waiting)
    }
}
