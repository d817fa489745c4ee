import ArgumentParser
import ClientAPIContract

struct Info: ClientCommand {
    static let configuration = CommandConfiguration(abstract: "Shows a project.")

    @OptionGroup var listing: ListingOptions
    @OptionGroup var options: ProjectOptions

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        let console = session.console
        if listing.json { return try console.json(project) }
        console.line(console.style.bold("\(project.owner)/\(project.name)"))
        console.line("id         \(project.id)")
        console.line("status     \(console.style.state(project.status)(Wording.state(project.status)))")
        console.line("url        \(project.url)")
        console.line("remote     \(project.remote)")
        console.line("branch     \(project.deployBranch)")
        console.line("server     \(client.server)")
        console.line("variables  \(project.config.environment.keys.sorted().joined(separator: " "))")
        console.line("created    \(WireCoding.text(of: project.createdAt))")
    }
}
