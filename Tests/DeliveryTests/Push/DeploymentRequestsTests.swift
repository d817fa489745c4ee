import FoundationEssentials
import LinuxSystem
import PlatformModel
import Testing

@testable import Delivery

/// Deployments that no push asked for, up to the process that is started for them.
@Suite(.timeLimit(.minutes(2))) struct DeploymentRequestsTests {
    private static func requests(
        _ scenario: DeliveryScenario, executable: String = "/usr/bin/true"
    ) -> DeploymentRequests {
        DeploymentRequests(
            store: scenario.database, locks: scenario.configuration.locks,
            launcher: DeploymentLauncher(executable: executable, environment: [:]))
    }

    @Test func aRollbackTakesTheImageThatServedBefore() async throws {
        let scenario = try await DeliveryScenario()
        let first = try await scenario.commit(["index.html": "1"])
        let (old, _) = try await scenario.push(first)
        try await scenario.push(try await scenario.commit(["index.html": "2"], parent: first))
        let requests = Self.requests(scenario)
        for deployment in [
            try await requests.rollback(scenario.project, to: nil, by: scenario.user.id),
            try await requests.rollback(scenario.project, to: 1, by: scenario.user.id),
        ] {
            #expect(deployment.status == .queued)
            #expect(deployment.commit == first)
            #expect(deployment.imageDigest == old.imageDigest)
            #expect(deployment.pusherName == scenario.user.name)
        }
    }

    @Test func aRollbackToNowhereSaysWhy() async throws {
        let scenario = try await DeliveryScenario()
        let (live, _) = try await scenario.push(try await scenario.commit(["index.html": "1"]))
        let requests = Self.requests(scenario)
        await #expect(throws: PlatformError.self) {
            try await requests.rollback(scenario.project, to: nil, by: nil)
        }
        await #expect(throws: PlatformError.self) { try await requests.rollback(scenario.project, to: 7, by: nil) }
        try await scenario.database.forgetImage(of: live.id)
        await #expect {
            try await requests.rollback(scenario.project, to: 1, by: nil)
        } throws: { error in
            "\(error)" == "deployment 1 of hello has no image any more; push its commit again"
        }
    }

    @Test func aRedeployBuildsWhatIsStoredAheadOrElseWhatIsLive() async throws {
        let scenario = try await DeliveryScenario()
        let requests = Self.requests(scenario)
        await #expect(throws: PlatformError.self) { try await requests.redeploy(scenario.project, by: nil) }
        let first = try await scenario.commit(["index.html": "1"])
        try await scenario.push(first)
        #expect(try await requests.redeploy(scenario.project, by: nil).commit == first)
        let second = try await scenario.commit(["index.html": "2"], parent: first)
        let stored = try await scenario.receive(second, options: .noDeploy)
        try await scenario.database.advance(stored.id, from: [.received], to: .stored, DeploymentChange())
        let redeploy = try await requests.redeploy(scenario.project, by: nil)
        #expect(redeploy.commit == second)
        #expect(redeploy.imageDigest == nil)
    }

    @Test func aChangedConfigurationRollsTheLiveImageOutAgain() async throws {
        let scenario = try await DeliveryScenario()
        let requests = Self.requests(scenario)
        #expect(try await requests.applyConfiguration(of: scenario.project, by: nil) == nil)
        let (live, _) = try await scenario.push(try await scenario.commit(["index.html": "1"]))
        let again = try #require(try await requests.applyConfiguration(of: scenario.project, by: nil))
        #expect(again.imageDigest == live.imageDigest)
        #expect(again.number == 2)
    }

    @Test func aProcessThatCannotStartFailsTheDeployment() async throws {
        let scenario = try await DeliveryScenario()
        try await scenario.push(try await scenario.commit(["index.html": "1"]))
        let requests = Self.requests(scenario, executable: "/nonexistent/post-receive")
        await #expect(throws: PlatformError.self) { try await requests.redeploy(scenario.project, by: nil) }
        let row = try #require(try await scenario.database.deployments(of: scenario.project.id, limit: 1).first)
        #expect(row.number == 2)
        #expect(row.status == .failed)
        #expect(row.reason?.hasPrefix("Deployment failed: its process could not be started") == true)
    }
}
