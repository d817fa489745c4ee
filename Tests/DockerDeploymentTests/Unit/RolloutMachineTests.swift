import PlatformModel
import Testing

@testable import DockerDeployment

@Suite struct RolloutMachineTests {
    private typealias Action = RolloutMachine.Action
    private typealias Input = RolloutMachine.Input

    /// Feeds the inputs and gives the actions without progress texts.
    private func actions(_ machine: inout RolloutMachine, _ inputs: [Input]) -> [Action] {
        inputs.flatMap { machine.handle($0) }.filter {
            if case .report(.progress) = $0 { return false }
            return true
        }
    }

    private let untilProbing: [Input] = [.begun, .pulled, .networkReady, .leftoversRemoved, .started(replica: 1)]

    @Test func healthyReplicasTakeOverBeforeTheOldOnesGo() {
        var machine = RolloutMachine(image: "i@d", replicas: 2, previous: 3)
        let seen = actions(
            &machine,
            untilProbing + [
                .started(replica: 2), .healthy(replica: 2, after: .seconds(1)),
                .healthy(replica: 1, after: .seconds(2)),
                .madePermanent, .routed, .drained, .retired,
            ])
        #expect(
            seen == [
                .pull, .prepareNetwork, .removeLeftovers, .start(replica: 1), .start(replica: 2), .probe,
                .report(.replicaHealthy(replica: 2, after: .seconds(1))),
                .report(.replicaHealthy(replica: 1, after: .seconds(2))), .makePermanent, .route,
                .report(.switched(drained: 3)), .drain, .retire, .report(.live), .finish,
            ])
    }

    @Test func nothingIsDrainedWhereNothingServed() {
        var machine = RolloutMachine(image: "i@d", replicas: 1, previous: nil)
        let seen = actions(
            &machine, untilProbing + [.healthy(replica: 1, after: .zero), .madePermanent, .routed, .retired])
        #expect(seen.suffix(4) == [.report(.switched(drained: nil)), .retire, .report(.live), .finish])
        #expect(!seen.contains(.drain))
    }

    @Test func unhealthyReplicaIsHeardAndRemoved() {
        var machine = RolloutMachine(image: "i@d", replicas: 1, previous: 3)
        let seen = actions(
            &machine, untilProbing + [.unhealthy(replica: 1, reason: "no"), .logCollected(["last"]), .newRemoved])
        #expect(
            seen.suffix(4) == [
                .collectLog(replica: 1), .removeNew,
                .report(.failed(RolloutFailure(reason: "no", logTail: ["last"]))), .finish,
            ])
        #expect(!seen.contains(.retire) && !seen.contains(.route))
    }

    @Test func switchThatIsNotSeenIsTakenBack() {
        var machine = RolloutMachine(image: "i@d", replicas: 1, previous: 3)
        let seen = actions(
            &machine,
            untilProbing + [
                .healthy(replica: 1, after: .zero), .madePermanent, .failed(reason: "traefik"), .routeRestored,
                .newRemoved,
            ])
        #expect(
            seen.suffix(4) == [
                .restoreRoute, .removeNew, .report(.failed(RolloutFailure(reason: "traefik", logTail: []))), .finish,
            ])
        #expect(!seen.contains(.retire))
    }

    @Test(arguments: [1, 2, 3, 4])
    func failureBeforeAnythingServesRemovesTheNew(steps: Int) {
        var machine = RolloutMachine(image: "i@d", replicas: 1, previous: 3)
        let seen = actions(&machine, Array(untilProbing.prefix(steps)) + [.failed(reason: "x"), .newRemoved])
        #expect(
            seen.suffix(3) == [.removeNew, .report(.failed(RolloutFailure(reason: "x", logTail: []))), .finish])
    }

    @Test func whatCannotBeRemovedDoesNotUndoTheSwitch() {
        var machine = RolloutMachine(image: "i@d", replicas: 1, previous: 3)
        let seen = actions(
            &machine,
            untilProbing + [
                .healthy(replica: 1, after: .zero), .madePermanent, .routed, .drained, .failed(reason: "busy"),
            ])
        #expect(seen.suffix(2) == [.report(.live), .finish])
    }

    @Test func stepBackThatFailsStillEndsWithTheFirstReason() {
        var machine = RolloutMachine(image: "i@d", replicas: 1, previous: 3)
        let seen = actions(
            &machine, untilProbing + [.unhealthy(replica: 1, reason: "first"), .failed(reason: "second")])
        #expect(seen.suffix(2) == [.report(.failed(RolloutFailure(reason: "first", logTail: []))), .finish])
    }
}
