import ArgumentParser
import ClientAPIContract
import FoundationEssentials
import PlatformModel

struct Logs: ClientCommand {
    static let configuration = CommandConfiguration(
        abstract: "Shows what the application prints, or how a deployment was built.")

    @Flag(name: .shortAndLong, help: "Go on as lines are written; lost connections are made again.") var follow = false
    @Option(
        help: ArgumentHelp("The log of this deployment instead.", valueName: "number"),
        transform: DeploymentNumber.init(parsing:))
    var deployment: DeploymentNumber?
    @Option(name: [.customShort("n"), .long], help: "Begin with at most this many of the newest lines.") var tail: Int?
    @Option(help: ArgumentHelp("Begin at a time: 30s, 10m, 2h, 1d ago, or RFC 3339.", valueName: "time"))
    var since: PointInTime?
    @Flag(name: .shortAndLong, help: "Begin each line with its time; needs --follow.") var timestamps = false
    @OptionGroup var options: ProjectOptions

    func validate() throws {
        if let tail, !(0...10_000).contains(tail) { throw ValidationError("--tail takes 0 to 10000 lines.") }
        if deployment != nil, tail != nil || since != nil {
            throw ValidationError("A deployment's log is shown whole, without --tail and --since.")
        }
        if timestamps && !follow { throw ValidationError("--timestamps needs --follow.") }
    }

    func run(in session: Session) async throws {
        let (client, project) = try await session.project(options)
        if let deployment {
            return try await showDeployment(deployment.value, of: project, client)
        }
        do {
            try await showApplication(.project(.applicationLogs, project.id), client)
        } catch let error as ClientError {
            throw error.aboutApplication(of: project)
        }
    }

    @MainActor
    private func showDeployment(_ number: Int, of project: ProjectResource, _ client: APIClient) async throws {
        guard follow else {
            return try await printOnce(.deployment(.deploymentLogs, project.id, number), LogQuery(), client)
        }
        try await DeploymentWatch(client: client, project: project, showsTimes: timestamps).follow(number)
    }

    @MainActor
    private func showApplication(_ path: RequestPath, _ client: APIClient) async throws {
        var query = LogQuery(since: since?.date(now: Date()), tail: tail)
        guard follow else { return try await printOnce(path, query, client) }
        query.follows = true
        var follower = LogFollower(client: client, path: path, query: query)
        let end = try await follower.follow { client.console.log($0, showsTime: timestamps) }
        client.console.note("the log ended: \(Wording.state(ContainerStatus(rawValue: end.status)))")
    }

    @MainActor
    private func printOnce(_ path: RequestPath, _ query: LogQuery, _ client: APIClient) async throws {
        let logs = try await client.content(of: path, query: query.text, returning: LogsResource.self).logs
        var lines = logs.split(separator: "\n", omittingEmptySubsequences: false)
        // The last line end ends a line, it does not begin one.
        if lines.last?.isEmpty == true { lines.removeLast() }
        for line in lines { client.console.log(String(line)) }
    }
}
