import PlatformModel
import Testing

@testable import Delivery

@Suite struct BranchSettlementTests {
    private let live = Samples.deployment(3, Samples.a, .live)

    private func settlement(_ others: Deployment...) -> BranchSettlement {
        BranchSettlement(deployments: others, branch: .main)
    }

    @Test func aFailedCommitGoesBackToTheLiveOne() {
        let failing = Samples.deployment(4, Samples.b, .building)
        let decision = settlement(failing, live).afterFailure(of: failing, tip: Samples.b)
        #expect(decision == .move(from: Samples.b, to: Samples.a))
    }

    @Test func aFirstFailedCommitRemovesTheBranch() {
        let failing = Samples.deployment(1, Samples.b, .building)
        #expect(settlement(failing).afterFailure(of: failing, tip: Samples.b) == .remove(Samples.b))
    }

    @Test func aNewerPushIsLeftAlone() {
        let failing = Samples.deployment(4, Samples.b, .building)
        let newer = Samples.deployment(5, Samples.c, .received)
        #expect(settlement(newer, failing, live).afterFailure(of: failing, tip: Samples.c) == .keep)
    }

    @Test func aFailedRedeployOfTheLiveCommitMovesNothing() {
        let failing = Samples.deployment(4, Samples.a, .rollingOut)
        #expect(settlement(failing, live).afterFailure(of: failing, tip: Samples.a) == .keep)
    }

    @Test func theSameCommitUnderWayAgainIsLeftAlone() {
        let failing = Samples.deployment(4, Samples.b, .building)
        let again = Samples.deployment(5, Samples.b, .queued)
        #expect(settlement(again, failing, live).afterFailure(of: failing, tip: Samples.b) == .keep)
    }

    @Test func aMissingBranchStaysMissing() {
        let failing = Samples.deployment(4, Samples.b, .building)
        #expect(settlement(failing, live).afterFailure(of: failing, tip: nil) == .keep)
    }

    @Test func aRollbackTakesTheBranchAlong() {
        let rollback = Samples.deployment(4, Samples.a, .live)
        let replaced = Samples.deployment(3, Samples.b, .replaced)
        let decision = settlement(rollback, replaced).afterSuccess(of: rollback, tip: Samples.b)
        #expect(decision == .move(from: Samples.b, to: Samples.a))
    }

    @Test(arguments: [DeploymentStatus.received, .queued, .stored])
    func whatCameLaterStaysAheadOfWhatBecameLive(_ status: DeploymentStatus) {
        let settled = Samples.deployment(4, Samples.b, .live)
        let later = Samples.deployment(5, Samples.c, status)
        #expect(settlement(later, settled).afterSuccess(of: settled, tip: Samples.c) == .keep)
    }

    @Test func aStoredCommitIsLeftBehindWhenALaterDeploymentSettles() {
        let stored = Samples.deployment(4, Samples.c, .stored)
        let settled = Samples.deployment(5, Samples.a, .live)
        let decision = settlement(settled, stored).afterSuccess(of: settled, tip: Samples.c)
        #expect(decision == .move(from: Samples.c, to: Samples.a))
    }

    @Test(arguments: [DeploymentStatus.received, .queued, .building, .publishing, .rollingOut, .stored])
    func aSweepLeavesATipThatSomebodyWants(_ status: DeploymentStatus) {
        let wanted = Samples.deployment(4, Samples.b, status)
        #expect(settlement(wanted, live).ofTip(Samples.b) == .keep)
    }

    @Test(arguments: [DeploymentStatus.failed, .canceled, .superseded, .abandoned, .refused, .replaced])
    func aSweepMovesATipBackThatNobodyWants(_ status: DeploymentStatus) {
        let dead = Samples.deployment(4, Samples.b, status)
        #expect(settlement(dead, live).ofTip(Samples.b) == .move(from: Samples.b, to: Samples.a))
        #expect(settlement(dead).ofTip(Samples.b) == .remove(Samples.b))
    }

    @Test func aSweepLeavesWhatServes() {
        #expect(settlement(live).ofTip(Samples.a) == .keep)
        #expect(settlement(live).ofTip(nil) == .keep)
    }

    @Test func deploymentsOfOtherBranchesDoNotHoldATip() {
        let other = Samples.deployment(4, Samples.b, .building, branch: .master)
        #expect(settlement(other, live).ofTip(Samples.b) == .move(from: Samples.b, to: Samples.a))
    }
}
