import ArgumentParser
import ClientAPIContract
import FoundationEssentials

struct Deployments: ClientCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the deployments, the newest first.")

    @Option(name: [.customShort("n"), .long], help: "At most this many, 1 to 1000.") var limit = 50
    @OptionGroup var listing: ListingOptions
    @OptionGroup var options: ProjectOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit takes 1 to 1000 deployments.") }
    }

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        let deployments = try await client.deployments(of: project, limit: limit)
        try session.console.show(
            deployments, as: listing, emptyText: "nothing was deployed yet: git push paastech main"
        ) { Self.table(deployments, style: $0, now: Date()) }
    }

    static func table(_ deployments: [DeploymentResource], style: Style, now: Date) -> Table {
        var table = Table("NUMBER", "STATUS", "COMMIT", "BRANCH", "BY", "WHEN", "TOOK", "REASON")
        for deployment in deployments {
            table.add([
                .init("\(deployment.number)"),
                .init(Wording.state(deployment.status), paint: style.state(deployment.status)),
                .init(String(deployment.commit.prefix(7))), .init(deployment.branch), .init(deployment.pusher ?? ""),
                .init(Wording.ago(deployment.createdAt, now: now)), .init(Wording.took(deployment)),
                .init(deployment.reason ?? ""),
            ])
        }
        return table
    }
}
