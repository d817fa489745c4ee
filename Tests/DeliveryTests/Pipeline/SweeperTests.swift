import FoundationEssentials
import LinuxSystem
import PlatformModel
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(2))) struct SweeperTests {
    private static func advance(
        _ deployment: Deployment, to status: DeploymentStatus, in scenario: DeliveryScenario
    ) async throws {
        try await scenario.database.advance(
            deployment.id, from: DeploymentStatus.unfinished, to: status, DeploymentChange())
    }

    /// A deployment whose process was killed in one of its states, above one that serves.
    private static func killed(
        in status: DeploymentStatus
    ) async throws -> (scenario: DeliveryScenario, live: Deployment, dead: Deployment) {
        let scenario = try await DeliveryScenario()
        let first = try await scenario.commit(["index.html": "1"])
        let (live, _) = try await scenario.push(first)
        let dead = try await scenario.receive(try await scenario.commit(["index.html": "2"], parent: first))
        if status != .received { try await advance(dead, to: status, in: scenario) }
        return (scenario, live, dead)
    }

    @Test(arguments: [DeploymentStatus.received, .queued, .building, .publishing, .rollingOut])
    func aDeploymentWhoseProcessDiedIsAbandoned(_ status: DeploymentStatus) async throws {
        let (scenario, live, dead) = try await Self.killed(in: status)
        scenario.engine.serve(.success(ServingState(live: live.id, rollingOut: nil)))
        try await scenario.sweeper.sweep(scenario.project)
        let row = try await scenario.row(dead)
        #expect(row.status == .abandoned)
        #expect(row.reason?.hasPrefix("Deployment abandoned: ") == true)
        #expect(try await scenario.tip() == live.commit)
        #expect(try await scenario.row(live).status == .live)
    }

    @Test func aDeploymentThatSomebodyWorksOnIsLeft() async throws {
        let (scenario, _, running) = try await Self.killed(in: .building)
        let lock = try scenario.work(on: running)
        defer { lock.close() }
        let directory = "\(scenario.configuration.builds)/\(running.id)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try await scenario.sweeper.sweep()
        #expect(try await scenario.row(running).status == .building)
        #expect(try await scenario.tip() == running.commit)
        #expect(FileManager.default.fileExists(atPath: directory))
        #expect(scenario.builder.sweeps == [[scenario.project.id]])
    }

    @Test func aDeploymentThatServesBecomesLive() async throws {
        let (scenario, live, dead) = try await Self.killed(in: .rollingOut)
        scenario.engine.serve(.success(ServingState(live: dead.id, rollingOut: nil)))
        try await scenario.sweeper.sweep()
        #expect(try await scenario.row(dead).status == .live)
        #expect(try await scenario.row(live).status == .replaced)
        #expect(try await scenario.tip() == dead.commit)
    }

    @Test func aRolloutThatStillRunsOrCannotBeAskedAboutIsLeft() async throws {
        let (scenario, live, dead) = try await Self.killed(in: .rollingOut)
        scenario.engine.serve(.success(ServingState(live: live.id, rollingOut: dead.id)))
        try await scenario.sweeper.sweep()
        scenario.engine.serve(.failure(PlatformError(.unavailable, "connection refused")))
        try await scenario.sweeper.sweep()
        #expect(try await scenario.row(dead).status == .rollingOut)
        #expect(try await scenario.tip() == dead.commit)
    }

    /// A tip without a row that accounts for it, as after a crash in the middle of settling.
    @Test func aTipThatNobodyWantsGoesBack() async throws {
        let (scenario, live, dead) = try await Self.killed(in: .building)
        try await Self.advance(dead, to: .failed, in: scenario)
        try await scenario.sweeper.sweep()
        #expect(try await scenario.tip() == live.commit)
    }

    @Test func aStoredCommitStaysAhead() async throws {
        let (scenario, _, dead) = try await Self.killed(in: .received)
        try await Self.advance(dead, to: .stored, in: scenario)
        try await scenario.sweeper.sweep()
        #expect(try await scenario.tip() == dead.commit)
    }

    @Test func masterCountsAsMainWhileThereIsNoMain() async throws {
        let scenario = try await DeliveryScenario()
        let commit = try await scenario.commit(["index.html": "1"])
        let dead = try await scenario.receive(commit, branch: .master)
        try await Self.advance(dead, to: .failed, in: scenario)
        try await scenario.sweeper.sweep()
        #expect(try await scenario.tip("master") == nil)
    }

    @Test func directoriesOfDeadBuildsGo() async throws {
        let (scenario, _, dead) = try await Self.killed(in: .building)
        let directories = [dead.id, DeploymentID()].map { "\(scenario.configuration.builds)/\($0)" }
        for directory in directories {
            try FileManager.default.createDirectory(
                atPath: "\(directory)/source/x", withIntermediateDirectories: true)
        }
        try await scenario.sweeper.sweep()
        #expect(try FileManager.default.contentsOfDirectory(atPath: scenario.configuration.builds).isEmpty)
        #expect(scenario.builder.sweeps == [[]])
    }
}
