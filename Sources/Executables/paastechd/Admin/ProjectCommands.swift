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
        let project = try await platform.database.createProject(id: ProjectID(), name: name, owner: owner.id)
        do {
            try await platform.withRepositories { try await $0.createRepository(project.id) }
        } catch {
            try? await platform.database.removeProject(project.id)
            throw error
        }
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

    /// Outside in, so that a removal that was cut off is finished by the same command.
    func run() async throws {
        let platform = try options.open()
        let project = try await platform.project(project)
        try await platform.withEngine { engine in
            do {
                try await engine.remove(project.id)
            } catch let error as PlatformError where error.code == .notFound {}
        }
        try await platform.withRepositories { repositories in
            do {
                try await repositories.deleteRepository(project.id)
            } catch let error as PlatformError where error.code == .notFound {}
        }
        try await platform.database.removeProject(project.id)
        print("removed project \(project.ownerName)/\(project.name)")
    }
}
