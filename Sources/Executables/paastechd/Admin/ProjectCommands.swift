import ArgumentParser
import LocalPlatform
import PlatformModel
import ServiceRPC

struct CreateProject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Creates a project with its repository.")

    @Argument(help: "User name of the owner.") var user: String
    @Argument(help: "Name of the project: 1 to 30 characters a-z, 0-9 and hyphens.") var name: String
    @OptionGroup var options: AdminOptions

    func run() async throws {
        let platform = try options.open()
        let owner = try await platform.user(user)
        let name = try ProjectName(parsing: name)
        let project = try await platform.projectLifecycle().create(name, owner: owner.id)
        print("created project \(owner.name)/\(project.name)")
        print("push with: git push \(platform.remote(of: project)) \(project.deployBranch)")
    }
}

struct ListProjects: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the projects.")

    @Flag(help: "Print JSON.") var json = false
    @OptionGroup var options: AdminOptions

    func run() async throws {
        let platform = try options.open()
        let projects = try await platform.database.allProjects()
        let states = await platform.states(of: projects.map(\.id))
        let rows = projects.map { project in
            ProjectListing(
                id: "\(project.id)", name: "\(project.name)", owner: "\(project.ownerName)",
                url: platform.url(of: project), remote: platform.remote(of: project),
                status: (states[project.id] ?? .unknown).rawValue, createdAt: project.createdAt.formatted(.iso8601),
                updatedAt: project.updatedAt.formatted(.iso8601))
        }
        if json { return try printJSON(rows) }
        for row in rows { print("\(row.owner)/\(row.name)\t\(row.status)\t\(row.url)") }
    }
}

struct RemoveProject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Removes a project: application, images, repository and rows.")

    @Argument(help: "OWNER/NAME or the id of the project.") var project: String
    @OptionGroup var options: AdminOptions

    func run() async throws {
        let platform = try options.open()
        let project = try await platform.project(project)
        try await platform.projectLifecycle().delete(project.id)
        print("removed project \(project.ownerName)/\(project.name)")
    }
}
