import FoundationEssentials
import PlatformModel
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(2))) struct FailedDeploymentTests {
    private static let failure = BuildFailure(
        .failed, stage: .build, message: "Build failed: no buildpack recognises the source in \".\"")

    @Test func aFailedBuildMovesTheBranchBackToWhatServes() async throws {
        let scenario = try await DeliveryScenario()
        let first = try await scenario.commit(["index.html": "1"])
        let (live, _) = try await scenario.push(first)
        scenario.builder.use { (_, _) async throws(BuildFailure) -> BuiltImage in throw Self.failure }
        let second = try await scenario.commit(["index.html": "2"], parent: first)
        let (deployment, terminal) = try await scenario.push(second)

        #expect(deployment.status == .failed)
        #expect(deployment.stage == .build)
        #expect(deployment.reason == Self.failure.message)
        #expect(try await scenario.tip() == first)
        #expect(try await scenario.row(live).status == .live)
        #expect(try await scenario.references() == ["refs/heads/main", "refs/paastech/deployments/1"])
        #expect(
            terminal.suffix(3) == [
                " !     \(Self.failure.message)",
                " !     hello stays on deployment 1; main is back at \(first.abbreviated); push again to retry",
                " !     to force, name what is there: git push --force-with-lease=main:\(first) …",
            ])
        #expect(scenario.engine.specifications.count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scenario.configuration.builds).isEmpty)
    }

    /// The same push, typed again, is a real push and retries.
    @Test func aFailedFirstPushLeavesNoBranchAndCanBeRetried() async throws {
        let scenario = try await DeliveryScenario()
        scenario.builder.use { (_, _) async throws(BuildFailure) -> BuiltImage in throw Self.failure }
        let commit = try await scenario.commit(["index.html": "1"])
        try await scenario.push(commit)
        #expect(try await scenario.tip() == nil)
        #expect(try await scenario.references().isEmpty)

        scenario.builder.use(ScriptedBuilder.success)
        let (deployment, _) = try await scenario.push(commit)
        #expect(deployment.status == .live)
        #expect(deployment.number == 2)
        #expect(try await scenario.tip() == commit)
    }

    @Test func aFailedRolloutShowsTheLastLinesAndKeepsTheOldVersion() async throws {
        let scenario = try await DeliveryScenario()
        let first = try await scenario.commit(["index.html": "1"])
        let (live, _) = try await scenario.push(first)
        let reason = RolloutFailure(reason: "nothing answered on port 80 within 60 s", logTail: ["boom"])
        scenario.engine.use(.events([.failed(reason)]))
        let second = try await scenario.commit(["index.html": "2"], parent: first)
        let (deployment, terminal) = try await scenario.push(second)
        #expect(deployment.status == .failed)
        #expect(deployment.stage == .rollout)
        #expect(deployment.imageDigest == ScriptedBuilder.image(of: second).digest)
        #expect(try await scenario.row(live).status == .live)
        #expect(try await scenario.tip() == first)
        #expect(
            terminal.suffix(4).prefix(2) == [
                " !     Rollout failed: nothing answered on port 80 within 60 s; the last lines of the application:",
                "       boom",
            ])
    }

    @Test func anEngineThatStaysAwayFailsTheRollout() async throws {
        let scenario = try await DeliveryScenario { $0.rolloutDeadline = .milliseconds(300) }
        scenario.engine.use(.error(PlatformError(.unavailable, "connection refused")))
        let commit = try await scenario.commit(["index.html": "1"])
        let (deployment, _) = try await scenario.push(commit)
        #expect(deployment.status == .failed)
        #expect(
            deployment.reason == "Rollout failed: Pomegranate is unreachable for 300 ms: connection refused")
    }

    /// It may have switched the traffic before it went: only the engine itself knows, and the sweep asks it.
    @Test func anEngineThatIsLostInTheMiddleLeavesTheRolloutToTheSweep() async throws {
        let scenario = try await DeliveryScenario { $0.rolloutDeadline = .milliseconds(300) }
        let first = try await scenario.commit(["index.html": "1"])
        let (live, _) = try await scenario.push(first)
        scenario.engine.use(
            .events([.replicaHealthy(replica: 1, after: .zero)]),
            .error(PlatformError(.unavailable, "connection refused")))
        let second = try await scenario.commit(["index.html": "2"], parent: first)
        let (deployment, terminal) = try await scenario.push(second)
        #expect(deployment.status == .rollingOut)
        #expect(try await scenario.tip() == second)
        #expect(
            terminal.contains(
                " !     Rollout interrupted: Pomegranate is unreachable for 300 ms: connection refused"))

        scenario.engine.serve(.failure(PlatformError(.unavailable, "connection refused")))
        try await scenario.sweeper.sweep()
        #expect(try await scenario.row(deployment).status == .rollingOut)
        scenario.engine.serve(.success(ServingState(live: deployment.id, rollingOut: nil)))
        try await scenario.sweeper.sweep()
        #expect(try await scenario.row(deployment).status == .live)
        #expect(try await scenario.row(live).status == .replaced)
        #expect(try await scenario.tip() == second)
    }

    @Test func anEngineThatRefusesFailsTheRolloutAtOnce() async throws {
        let scenario = try await DeliveryScenario()
        scenario.engine.use(.error(PlatformError(.invalid, "too many hosts")))
        let (deployment, _) = try await scenario.push(try await scenario.commit(["index.html": "1"]))
        #expect(deployment.reason == "Rollout failed: too many hosts")
        #expect(scenario.engine.specifications.count == 1)
    }

    @Test func aTreeThatMayNotBeWrittenFailsTheExport() async throws {
        let scenario = try await DeliveryScenario()
        let git = scenario.git
        let tree = try git.tree([(path: "out", mode: "120000", content: Array("../../etc/passwd".utf8))])
        let commit = try #require(CommitID(try git.commit(tree)))
        let (deployment, _) = try await scenario.push(commit)
        #expect(deployment.status == .failed)
        #expect(deployment.stage == .export)
        #expect(deployment.reason?.hasPrefix("Export failed: the symbolic link out leads out") == true)
        #expect(scenario.builder.requests.isEmpty)
        #expect(try await scenario.tip() == nil)
    }

    @Test func aCommitWithoutFilesFailsTheExport() async throws {
        let scenario = try await DeliveryScenario()
        let commit = try await scenario.commit([:])
        let (deployment, _) = try await scenario.push(commit)
        #expect(deployment.reason == "Export failed: the commit \(commit.abbreviated) has no files")
    }

    @Test func aNewerPushKeepsTheBranch() async throws {
        let scenario = try await DeliveryScenario()
        let first = try await scenario.commit(["index.html": "1"])
        let second = try await scenario.commit(["index.html": "2"], parent: first)
        let older = try await scenario.receive(first)
        _ = try await scenario.receive(second)
        scenario.builder.use { (_, _) async throws(BuildFailure) -> BuiltImage in throw Self.failure }
        let (deployment, terminal) = try await scenario.deploy(older)
        #expect(deployment.status == .failed)
        #expect(try await scenario.tip() == second)
        #expect(
            terminal.last
                == " !     hello has no live deployment yet; main is at \(second.abbreviated) meanwhile; push again to retry"
        )
    }

    @Test func whatASubmoduleLeavesOutIsSaid() async throws {
        let scenario = try await DeliveryScenario()
        let git = scenario.git
        let tree = try git.tree([
            (path: "index.html", mode: "100644", content: Array("1".utf8)), (path: "lib", mode: "160000", content: []),
        ])
        let (deployment, terminal) = try await scenario.push(try #require(CommitID(try git.commit(tree))))
        #expect(deployment.status == .live)
        #expect(terminal.contains("       warning: submodule lib is not fetched, its directory stays empty"))
    }
}
