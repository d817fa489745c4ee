import LinuxSystem
import PlatformModel
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(2))) struct WaitingTests {
    @Test func aPushWaitsForTheProjectAndSaysForWhat() async throws {
        let scenario = try await DeliveryScenario()
        let first = try await scenario.receive(try await scenario.commit(["index.html": "1"]))
        var change = DeploymentChange()
        change.stage = .build
        try await scenario.database.advance(first.id, from: [.received], to: .building, change)
        let lock = try #require(try FileLock.tryLock(scenario.configuration.locks.project(scenario.project.id)))

        let second = try await scenario.receive(try await scenario.commit(["index.html": "2"], parent: first.commit))
        async let ended = scenario.deploy(second)
        _ = try await scenario.wait(second) { $0.status == .queued }
        let log = try await scenario.waitForLine(of: second) { $0.contains("another deployment") }
        #expect(log.hasPrefix("       another deployment of hello is building (deployment 1, since "))
        #expect(log.hasSuffix(" s), waiting"))

        try await scenario.database.advance(first.id, from: [.building], to: .failed, DeploymentChange())
        lock.close()
        #expect(try await ended.deployment.status == .live)
    }

    @Test func aNewerPushSupersedesOneThatWaits() async throws {
        let scenario = try await DeliveryScenario()
        let lock = try #require(try FileLock.tryLock(scenario.configuration.locks.project(scenario.project.id)))
        let first = try await scenario.commit(["index.html": "1"])
        let older = try await scenario.receive(first)
        async let olderEnded = scenario.deploy(older)
        _ = try await scenario.wait(older) { $0.status == .queued }

        let second = try await scenario.commit(["index.html": "2"], parent: first)
        let newer = try await scenario.receive(second)
        async let newerEnded = scenario.deploy(newer)
        let (deployment, terminal) = try await olderEnded
        #expect(deployment.status == .superseded)
        #expect(deployment.reason == "superseded by \(second.abbreviated)")
        #expect(terminal.contains(" !     superseded by \(second.abbreviated)"))
        lock.close()
        #expect(try await newerEnded.deployment.status == .live)
        #expect(try await scenario.tip() == second)
        #expect(scenario.builder.requests.map(\.commit) == [second])
    }

    @Test func aPushWaitsForABuildSlotAndSaysSo() async throws {
        let scenario = try await DeliveryScenario()
        let slots = try (0..<2).map { number in
            try #require(try FileLock.tryLock(scenario.configuration.locks.slot(number)))
        }
        let received = try await scenario.receive(try await scenario.commit(["index.html": "1"]))
        async let ended = scenario.deploy(received)
        let line = try await scenario.waitForLine(of: received) { $0.contains("slots") }
        #expect(line == "       all 2 build slots are busy, 0 ahead of you")
        slots[1].close()
        #expect(try await ended.deployment.status == .live)
        slots[0].close()
    }

    @Test func whoeverWaitsCanBeCanceled() async throws {
        let scenario = try await DeliveryScenario()
        let lock = try #require(try FileLock.tryLock(scenario.configuration.locks.project(scenario.project.id)))
        defer { lock.close() }
        let received = try await scenario.receive(try await scenario.commit(["index.html": "1"]))
        async let ended = scenario.deploy(received)
        _ = try await scenario.wait(received) { $0.status == .queued }
        try await scenario.database.requestCancel(received.id, reason: "never mind")
        #expect(try await ended.deployment.status == .canceled)
        #expect(try await scenario.tip() == nil)
    }

    @Test func everyLockIsFreeAfterwards() async throws {
        let scenario = try await DeliveryScenario()
        let (deployment, _) = try await scenario.push(try await scenario.commit(["index.html": "1"]))
        let locks = scenario.configuration.locks
        for path in [locks.project(scenario.project.id), locks.slot(0), locks.slot(1), locks.worker(of: deployment)] {
            #expect(try !FileLock.isHeld(path))
        }
    }
}

extension DeliveryScenario {
    /// Waits for a line of a deployment's log.
    func waitForLine(of deployment: Deployment, where condition: @Sendable (String) -> Bool) async throws -> String {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            let log = try await database.log(of: deployment.id, after: 0, limit: 1000)
            if let line = log.first(where: { condition($0.text) }) { return line.text }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw PlatformError(.deadlineExceeded, "the line did not come in 20 s")
    }
}
