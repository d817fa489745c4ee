import PlatformModel
import TestSupport
import Testing

@testable import Delivery

/// The quick look before a push: nothing may be taken for settled that a sweep would change.
@Suite(.timeLimit(.minutes(1))) struct SettledTargetTests {
    @Test func aBranchAtWhatServesIsSettledAndAnyOtherIsNot() async throws {
        let scenario = try await DeliveryScenario()
        #expect(try await scenario.isSettled(live: nil))
        let (first, second) = (
            try await scenario.commit(["index.html": "1"]), try await scenario.commit(["index.html": "2"])
        )
        let git = scenario.git
        _ = try await Tool.offPool { try git.git("update-ref", "refs/heads/main", "\(first)") }
        #expect(try await scenario.isSettled(live: first))
        #expect(try await !scenario.isSettled(live: second))
        #expect(try await !scenario.isSettled(live: nil))
        #expect(try await !scenario.isSettled(live: first, hasUnfinished: true))
    }

    @Test func masterCountsAsMainWhileNoMainExists() async throws {
        let scenario = try await DeliveryScenario()
        let commit = try await scenario.commit(["index.html": "1"])
        let git = scenario.git
        _ = try await Tool.offPool { try git.git("update-ref", "refs/heads/master", "\(commit)") }
        #expect(try await !scenario.isSettled(live: nil))
        #expect(try await scenario.isSettled(live: commit))
    }
}

extension DeliveryScenario {
    fileprivate func isSettled(live: CommitID?, hasUnfinished: Bool = false) async throws -> Bool {
        let (sweeper, project) = (sweeper, project)
        return try await Tool.offPool {
            sweeper.isSettled(
                PushTarget(project: project, liveCommit: live, hasUnfinishedDeployments: hasUnfinished))
        }
    }
}
