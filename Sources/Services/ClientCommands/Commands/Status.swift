import ArgumentParser
import ClientAPIContract
import FoundationEssentials
import PlatformModel

struct Status: ClientCommand {
    static let configuration = CommandConfiguration(abstract: "Shows what runs and what is under way.")

    @Flag(name: .shortAndLong, help: "Measure CPU and memory, too, which takes a second or two.") var usage = false
    @OptionGroup var listing: ListingOptions
    @OptionGroup var options: ProjectOptions

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        async let statistics = usage ? client.statistics(of: project) : nil
        async let deployments = client.deployments(of: project)
        let report = StatusReport(
            project: project, deployments: try await deployments, statistics: try await statistics)
        if listing.json { return try session.console.json(report) }
        for line in report.lines(style: session.console.style, now: Date()) { session.console.line(line) }
    }
}
