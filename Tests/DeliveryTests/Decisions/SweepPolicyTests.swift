import FoundationEssentials
import PlatformModel
import Testing

@testable import Delivery

@Suite struct SweepPolicyTests {
    private let now = Date(timeIntervalSince1970: 1010)

    @Test(arguments: DeploymentStatus.allCases)
    func whatSomebodyWorksOnIsLeft(_ status: DeploymentStatus) {
        let deployment = Samples.deployment(1, Samples.a, status)
        #expect(SweepPolicy.decide(deployment, isWorkedOn: true, now: now) == .leave)
    }

    @Test(arguments: [DeploymentStatus.received, .queued, .building, .publishing])
    func whatDiedBeforeTheRolloutIsAbandoned(_ status: DeploymentStatus) {
        let deployment = Samples.deployment(1, Samples.a, status)
        #expect(SweepPolicy.decide(deployment, isWorkedOn: false, now: now) == .abandon)
    }

    @Test(arguments: [DeploymentStatus.live, .stored, .failed, .replaced, .abandoned])
    func whatIsSettledStaysSettled(_ status: DeploymentStatus) {
        let deployment = Samples.deployment(1, Samples.a, status)
        #expect(SweepPolicy.decide(deployment, isWorkedOn: false, now: now) == .leave)
    }

    @Test func aRolloutWhoseProcessDiedIsTheEnginesToTell() {
        let deployment = Samples.deployment(2, Samples.a, .rollingOut)
        #expect(SweepPolicy.decide(deployment, isWorkedOn: false, now: now) == .askEngine)
        let other = DeploymentID()
        #expect(SweepPolicy.decide(deployment, engine: nil) == .leave)
        #expect(SweepPolicy.decide(deployment, engine: .init(live: other, rollingOut: deployment.id)) == .leave)
        #expect(SweepPolicy.decide(deployment, engine: .init(live: deployment.id, rollingOut: nil)) == .becomeLive)
        #expect(SweepPolicy.decide(deployment, engine: .init(live: other, rollingOut: nil)) == .abandon)
        #expect(SweepPolicy.decide(deployment, engine: .init(live: nil, rollingOut: nil)) == .abandon)
    }

    @Test func aDeploymentWithoutAPushHasTimeToStart() {
        let deployment = Samples.deployment(1, Samples.a, .queued, push: nil)
        let later = Date(timeIntervalSince1970: 1000 + SweepPolicy.startingTime)
        #expect(SweepPolicy.decide(deployment, isWorkedOn: false, now: now) == .leave)
        #expect(SweepPolicy.decide(deployment, isWorkedOn: false, now: later) == .abandon)
    }
}
