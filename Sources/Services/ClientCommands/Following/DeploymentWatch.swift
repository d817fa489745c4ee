import ClientAPIContract
import PlatformModel

/// Shows what becomes of a deployment until it is settled.
@MainActor
struct DeploymentWatch {
    let client: APIClient
    let project: ProjectResource
    var showsTimes = false

    /// Prints the log as it is written.
    ///
    /// - Throws: ``ClientError`` with code `endedBadly` for a deployment that did not reach what it was made for.
    func follow(_ number: Int) async throws {
        let console = client.console
        var follower = LogFollower(
            client: client, path: .deployment(.deploymentLogs, project.id, number), query: LogQuery(follows: true))
        let end = try await follower.follow { console.log($0, showsTime: showsTimes) }
        let state = DeploymentState(rawValue: end.status)
        switch state.known {
        // The log's last line says so, with the URL.
        case .live: return
        case .stored, .replaced: console.note("deployment \(number) is \(Wording.state(state))")
        default:
            let reason = end.reason.map { ": \(TerminalText.plain($0))" } ?? ""
            throw ClientError(
                .endedBadly, "deployment \(number) of \(project.name) is \(Wording.state(state))\(reason)",
                next: "paastech status")
        }
    }

    /// What a command that started a deployment does next.
    func settle(_ deployment: DeploymentResource, _ options: WaitingOptions) async throws {
        let console = client.console
        guard !options.detach else {
            return console.note(
                "deployment \(deployment.number) of \(project.name) goes on in the background; "
                    + "follow it with: paastech logs -f --deployment \(deployment.number)")
        }
        console.note("deployment \(deployment.number) of \(project.name), Ctrl-C leaves it running")
        try await follow(deployment.number)
    }
}
