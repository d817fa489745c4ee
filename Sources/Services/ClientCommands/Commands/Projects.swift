import ArgumentParser
import ClientAPIContract

struct Projects: ClientCommand {
    static let configuration = CommandConfiguration(abstract: "Lists your projects.")

    @OptionGroup var listing: ListingOptions
    @OptionGroup var server: ServerOptions

    func run(in session: Session) async throws {
        let projects = try await session.client(server).ownProjects()
        try session.console.show(
            projects, as: listing, emptyText: "no projects yet; in an application's repository: paastech init"
        ) { style in
            var table = Table("NAME", "STATUS", "URL", "REMOTE")
            for project in projects {
                table.add([
                    .init(project.name),
                    .init(Wording.state(project.status), paint: style.state(project.status)),
                    .init(project.url), .init(project.remote, paint: style.dim),
                ])
            }
            return table
        }
    }
}
