import FoundationEssentials
import PlatformModel
import Testing

@testable import Delivery

@Suite struct QueuePolicyTests {
    @Test(arguments: [DeploymentStatus.queued, .building, .publishing, .rollingOut])
    func aNewerDeploymentThatWaitsOrRunsOvertakes(_ status: DeploymentStatus) {
        let newer = Samples.deployment(5, Samples.b, status)
        #expect(QueuePolicy.overtaker(of: 4, newest: newer) == newer)
        #expect(QueuePolicy.overtaker(of: 5, newest: newer) == nil)
    }

    @Test(arguments: [DeploymentStatus.received, .stored, .live, .failed])
    func othersDoNot(_ status: DeploymentStatus) {
        #expect(QueuePolicy.overtaker(of: 4, newest: Samples.deployment(5, Samples.b, status)) == nil)
        #expect(QueuePolicy.overtaker(of: 4, newest: nil) == nil)
    }

    @Test func slotsGoByOrderOfArrival() {
        #expect(QueuePolicy.takesSlot(free: 1, ahead: 0, freeFor: .zero))
        #expect(!QueuePolicy.takesSlot(free: 1, ahead: 1, freeFor: .zero))
        #expect(QueuePolicy.takesSlot(free: 2, ahead: 1, freeFor: .zero))
        #expect(!QueuePolicy.takesSlot(free: 0, ahead: 0, freeFor: .seconds(60)))
    }

    @Test func aSlotThatThoseAheadDoNotTakeIsTaken() {
        #expect(QueuePolicy.takesSlot(free: 1, ahead: 3, freeFor: QueuePolicy.courtesy))
    }

    @Test func theHolderIsNamedWithWhatItDoes() {
        let mine = Samples.deployment(5, Samples.b, .queued)
        let holder = Samples.deployment(4, Samples.a, .rollingOut)
        #expect(
            QueuePolicy.reason(waitingFor: [mine, holder], besides: mine.id, at: 1012.9)
                == .project(doing: "rolling out", number: 4, since: .seconds(12)))
        #expect(QueuePolicy.reason(waitingFor: [mine], besides: mine.id, at: 1012) == nil)
    }
}
