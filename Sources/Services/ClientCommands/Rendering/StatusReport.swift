import ClientAPIContract
import FoundationEssentials
import PlatformModel

/// What `paastech status` says about a project.
struct StatusReport: Encodable {
    let project: ProjectResource
    /// The deployment that serves.
    @NullEncoded var live: DeploymentResource?
    /// The newest one, whatever became of it.
    @NullEncoded var newest: DeploymentResource?
    /// Unknown while the application does not run, and where nobody asked.
    @NullEncoded var statistics: StatisticsResource?

    /// - Parameter deployments: the newest first.
    init(project: ProjectResource, deployments: [DeploymentResource], statistics: StatisticsResource?) {
        self.project = project
        live = deployments.first { $0.status.known == .live }
        newest = deployments.first
        self.statistics = statistics
    }

    func lines(style: Style, now: Date) -> [String] {
        let state = style.state(project.status)(Wording.state(project.status))
        var lines = ["\(style.bold(project.name))  \(state)  \(project.url)"]
        if let live {
            let since = Wording.ago(live.finishedAt ?? live.createdAt, now: now)
            lines.append("live: \(Self.naming(live)), \(since)")
        }
        if let statistics {
            lines.append(
                "uses: \(Wording.tidy(statistics.cpuUsage)) % of a CPU, \(Wording.bytes(statistics.memoryUsage)) of "
                    + "\(Wording.bytes(statistics.memoryLimit)) memory")
        }
        if let newest, newest.number != live?.number { lines += Self.news(of: newest, style: style, now: now) }
        if newest == nil { lines.append("nothing was deployed yet: git push \(RepositorySettings.remoteName) main") }
        return lines
    }

    /// What the newest deployment does, or did without becoming live.
    private static func news(of deployment: DeploymentResource, style: Style, now: Date) -> [String] {
        let state = style.state(deployment.status)(Wording.state(deployment.status))
        let since = Wording.span(now.timeIntervalSince(deployment.finishedAt ?? deployment.createdAt))
        guard deployment.status.known?.isUnfinished == true else {
            let reason = deployment.reason.map { ": \(TerminalText.plain($0))" } ?? ""
            return ["\(naming(deployment)): \(state) \(since) ago\(reason)"]
        }
        return [
            "\(naming(deployment)): \(state) since \(since)",
            style.dim("follow it with: paastech logs -f --deployment \(deployment.number)"),
        ]
    }

    private static func naming(_ deployment: DeploymentResource) -> String {
        let pusher = deployment.pusher.map { " by \($0)" } ?? ""
        return "deployment \(deployment.number) (\(deployment.commit.prefix(7)) on \(deployment.branch)\(pusher))"
    }
}
