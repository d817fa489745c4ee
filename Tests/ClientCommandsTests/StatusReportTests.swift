import ClientAPIContract
import PlatformModel
import Testing

@testable import ClientCommands

@Suite("paastech status")
struct StatusReportTests {
    private func lines(
        _ status: ApplicationStatus, _ deployments: [DeploymentResource], _ statistics: StatisticsResource? = nil
    ) -> [String] {
        StatusReport(project: Samples.project(status), deployments: deployments, statistics: statistics)
            .lines(style: Style(isEnabled: false), now: Samples.now)
    }

    @Test("what serves, since when, and what it uses")
    func running() {
        let statistics = StatisticsResource(
            ApplicationStatistics(cpuUsage: 0.34, memoryUsage: 13 << 20, memoryLimit: 512 << 20))
        #expect(
            lines(.running, [Samples.deployment(4, .live), Samples.deployment(3, .replaced)], statistics) == [
                "hello  running  http://hello--alice.user-app.localhost:8080",
                "live: deployment 4 (3f2a9c1 on main by alice), 0 s ago",
                "uses: 0.3 % of a CPU, 13 MB of 512 MB memory",
            ])
    }

    @Test("a newer deployment under way, with the command that follows it")
    func underWay() {
        let report = lines(.running, [Samples.deployment(5, .rollingOut), Samples.deployment(4, .live)])
        #expect(report[2] == "deployment 5 (3f2a9c1 on main by alice): rolling out since 60 s")
        #expect(report[3] == "follow it with: paastech logs -f --deployment 5")
    }

    @Test("a newer one that failed, and why")
    func failed() {
        let report = lines(
            .running, [Samples.deployment(5, .failed, reason: "nothing answered"), Samples.deployment(4, .live)])
        #expect(report.last == "deployment 5 (3f2a9c1 on main by alice): failed 0 s ago: nothing answered")
    }

    @Test("an empty project says how to fill it")
    func empty() {
        #expect(
            lines(.unknown, []) == [
                "hello  not deployed  http://hello--alice.user-app.localhost:8080",
                "nothing was deployed yet: git push paastech main",
            ])
    }
}
