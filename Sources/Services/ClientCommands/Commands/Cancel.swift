import ArgumentParser
import ClientAPIContract
import PlatformModel

struct Cancel: ClientCommand {
    static let configuration = CommandConfiguration(abstract: "Cancels a deployment that is under way.")

    @Argument(
        help: "Its number; default: the newest that is under way.",
        transform: DeploymentNumber.init(parsing:))
    var number: DeploymentNumber?
    @OptionGroup var options: ProjectOptions

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        let target = try await client.deployment(number, of: project, otherwise: Self.underWay)
        _ = try await client.call(
            .deployment(.cancel, project.id, target), returning: DeploymentResource.self)
        session.console.line("deployment \(target) of \(project.name) is being canceled")
    }

    /// - Parameter deployments: the newest first.
    static func underWay(in deployments: [DeploymentResource], of project: String) throws(ClientError) -> Int {
        guard let running = deployments.first(where: { $0.status.known?.isUnfinished == true }) else {
            throw ClientError(
                .invalid, "no deployment of \(project) is under way; nothing was canceled", next: "paastech deployments"
            )
        }
        return running.number
    }
}
