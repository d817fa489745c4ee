import ArgumentParser
import ClientAPIContract
import PlatformModel

struct Logs: ClientCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what the application prints, or how a deployment was built.")

    @Flag(name: .shortAndLong, help: "Go on as lines are written; lost connections are made again.") var follow = false
    @Option(help: ArgumentHelp("The log of this deployment instead.", valueName: "number")) var deployment: Int?
    @Option(name: [.customShort("n"), .long], help: "Begin with at most this many of the newest lines.") var tail: Int?
    @Flag(name: .shortAndLong, help: "Begin each line with its time; needs --follow.") var timestamps = false
    @OptionGroup var options: ProjectOptions

    func validate() throws {
        if let tail, !(0...100_000).contains(tail) { throw ValidationError("--tail takes 0 to 100000 lines.") }
        if let deployment, deployment < 1 { throw ValidationError("Deployments are numbered from 1.") }
        if tail != nil && deployment != nil {
            throw ValidationError("A deployment's log is shown whole, without --tail.")
        }
        if timestamps && !follow { throw ValidationError("--timestamps needs --follow.") }
    }

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        let path = path(project)
        guard follow else {
            let logs = try await client.content(
                of: path, query: LogQuery(tail: tail).text, returning: LogsResource.self
            ).logs
            for line in logs.split(separator: "\n", omittingEmptySubsequences: false).dropLast(
                logs.hasSuffix("\n") ? 1 : 0)
            where !logs.isEmpty { session.console.line(shown(String(line), session.console)) }
            return
        }
        if let deployment, !timestamps {
            return try await DeploymentWatch(client: client, project: project).follow(deployment)
        }
        try await followApplication(client, path, session.console)
    }

    private func path(_ project: ProjectResource) -> RequestPath {
        guard let deployment else { return .project(.applicationLogs, project.id) }
        return .deployment(.deploymentLogs, project.id, deployment)
    }

    @MainActor
    private func followApplication(_ client: APIClient, _ path: RequestPath, _ console: Console) async throws {
        var follower = LogFollower(client: client, path: path, query: LogQuery(follows: true, tail: tail))
        let end = try await follower.follow { event in
            let time = timestamps ? "\(console.style.dim(WireCoding.text(of: event.time))) " : ""
            console.line(time + shown(event.text, console))
        }
        console.note("the log ended: \(Wording.state(DeploymentState(rawValue: end.status)))")
    }

    /// Into a file or pipe goes what the application wrote, byte by byte.
    @MainActor
    private func shown(_ text: String, _ console: Console) -> String {
        console.isOutputTerminal ? TerminalText.logLine(text) : text
    }
}
