import ArgumentParser
import PlatformModel

struct ListDeployments: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists a project's deployments, the newest first.")

    @Argument(help: "OWNER/NAME or the id of the project.") var project: String
    @Flag(help: "Print JSON.") var json = false
    @Option(help: "How many to list at most.") var limit = 100
    @OptionGroup var options: AdminOptions

    func run() async throws {
        let platform = try options.open()
        let project = try await platform.project(project)
        let deployments = try await platform.database.deployments(of: project.id, limit: limit)
        let registry = "\(platform.registry)"
        if json { return try printJSON(deployments.map { DeploymentListing($0, registry: registry) }) }
        for deployment in deployments {
            let reason = deployment.reason.map { "\t\($0)" } ?? ""
            print("\(deployment.number)\t\(deployment.status.rawValue)\t\(deployment.commit.abbreviated)\(reason)")
        }
    }
}
