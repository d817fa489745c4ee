import PlatformModel
import Testing

@testable import Gatekeeper

@Suite struct PushVerdictTests {
    private func verdict(
        _ outcome: PushOutcome, newest: Deployment? = nil, receivePackSucceeded: Bool = true,
        refusedByGit: PushVerdict.RefusedByGit? = nil
    ) -> PushVerdict {
        PushVerdict(
            outcome, project: Sample.project(), newest: newest, receivePackSucceeded: receivePackSucceeded,
            refusedByGit: refusedByGit)
    }

    @Test(arguments: [DeploymentStatus.live, .stored, .replaced])
    func whatServesOrIsStoredIsASuccess(status: DeploymentStatus) {
        let verdict = verdict(.accepted([Sample.deployment(status)]))
        #expect(verdict.exitStatus == 0)
        #expect(verdict.lines == [])
    }

    @Test(arguments: [DeploymentStatus.failed, .canceled, .superseded, .abandoned, .refused])
    func whatDoesNotServeIsAFailureTheHookHasExplained(status: DeploymentStatus) {
        let verdict = verdict(.accepted([Sample.deployment(status)]))
        #expect(verdict.exitStatus == 1)
        #expect(verdict.lines == [])
    }

    @Test func unfinishedDeploymentWhoseHookDiedIsExplained() {
        let verdict = verdict(.accepted([Sample.deployment(.building)]))
        #expect(verdict.exitStatus == 1)
        #expect(verdict.lines.first == " !     Deployment 4 of hello broke off while building")
    }

    @Test func detachedDeploymentIsASuccessWhateverBecomesOfIt() {
        for status in [DeploymentStatus.queued, .building, .failed] {
            #expect(verdict(.accepted([Sample.deployment(status, options: .detach)])).exitStatus == 0)
        }
    }

    @Test func refusalIsAFailure() {
        #expect(verdict(.refused(reason: "x")).exitStatus == 1)
    }

    @Test func raceWithAMoveBackIsNamed() {
        let verdict = verdict(.interrupted([Sample.deployment(.received)]))
        #expect(verdict.exitStatus == 1)
        #expect(verdict.lines == ["main moved back while you pushed; push again"])
    }

    @Test func receivePackThatDiedIsNoRace() {
        let verdict = verdict(.interrupted([Sample.deployment(.received)]), receivePackSucceeded: false)
        #expect(verdict.exitStatus == 1)
        #expect(verdict.lines.first == " !     Deployment 4 of hello broke off while being received")
    }

    @Test func pushOfAnotherBranchThatBrokeOffIsExplained() {
        #expect(
            verdict(.interrupted([])).lines == ["the push broke off before its references were stored; push again"])
    }

    /// receive-pack ends with 0 although it took nothing.
    @Test func whatGitItselfRefusedIsAFailure() {
        let broken = verdict(.nothingReceived, refusedByGit: .invalid)
        #expect(broken.exitStatus == 1)
        #expect(
            broken.lines == [
                " !     Push refused, nothing was stored: git's reason stands above; correct it and push again"
            ])
        let large = verdict(.nothingReceived, refusedByGit: .tooLarge(maximumBytes: 3 << 29))
        #expect(large.exitStatus == 1)
        #expect(large.lines.first?.contains("one push may send 1536 MiB; push the history in parts") == true)
    }

    @Test func nothingNewNamesRedeployWhereTheTipDoesNotServe() {
        #expect(verdict(.nothingReceived).lines == [])
        #expect(verdict(.nothingReceived, newest: Sample.deployment(.live)).lines == [])
        let stored = verdict(.nothingReceived, newest: Sample.deployment(.stored))
        #expect(stored.exitStatus == 0)
        #expect(
            stored.lines == [
                "main at 3f2a9c1 is stored, not deployed (deployment 4); deploy it with: paastech redeploy hello"
            ])
        let building = verdict(.nothingReceived, newest: Sample.deployment(.rollingOut))
        #expect(building.lines.first?.hasPrefix("main at 3f2a9c1 is still rolling out (deployment 4)") == true)
    }

    @Test func failedReceivePackWithoutAnythingReceivedIsAFailure() {
        #expect(verdict(.nothingReceived, receivePackSucceeded: false).exitStatus == 1)
    }
}
