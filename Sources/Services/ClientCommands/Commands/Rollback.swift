import ArgumentParser
import ClientAPIContract

struct Rollback: ClientCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves an earlier deployment's image again, without a build, as a new deployment.")

    @Argument(
        help: "The deployment to go back to; default: the one that was live before.",
        transform: DeploymentNumber.init(parsing:))
    var number: DeploymentNumber?
    @OptionGroup var waiting: WaitingOptions
    @OptionGroup var options: ProjectOptions

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        let target = try await client.deployment(number, of: project, otherwise: Self.previous)
        let deployment = try await client.content(
            of: .deployment(.rollback, project.id, target), returning: DeploymentResource.self, within: .seconds(60))
        session.console.note("rolling back to deployment \(target)")
        try await DeploymentWatch(client: client, project: project).settle(deployment, waiting)
    }

    /// The newest deployment that was live before the one that is.
    ///
    /// - Parameter deployments: the newest first.
    static func previous(in deployments: [DeploymentResource], of project: String) throws(ClientError) -> Int {
        let live = deployments.first { $0.status.known == .live }
        let earlier = deployments.first { deployment in
            deployment.status.known == .replaced && deployment.imageDigest != nil
                && deployment.imageDigest != live?.imageDigest
                && deployment.number < live?.number ?? .max
        }
        guard let earlier else {
            throw ClientError(
                .invalid, "\(project) has no earlier deployment with another image to go back to",
                next: "paastech deployments")
        }
        return earlier.number
    }
}
