import PlatformModel
import TestSupport
import Testing

@testable import DockerDeployment

/// What happens to connections that stand when the traffic is switched.
@Suite(.serialized) struct DrainTests {
    @Test func requestUnderWayIsAnsweredByTheOldVersion() async throws {
        try await Platform.run { platform in
            try await switching(platform) { visitor in
                // From here on the old version gets no new request; this one takes longer than a drain without any.
                visitor.send(Array("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8))
                let answer = try await Tool.offPool { visitor.readToEnd(within: .seconds(10)) }
                #expect(String(decoding: answer ?? [], as: UTF8.self).hasSuffix("one"))
            }
        }
    }

    @Test func connectionThatNeverEndsHoldsTheRolloutNoLongerThanTheDrain() async throws {
        try await Platform.run(configure: { $0.drain = .seconds(1) }) { platform in
            let started = ContinuousClock.now
            try await switching(platform) { _ in }
            #expect(ContinuousClock.now - started > .seconds(1))
        }
    }

    /// Rolls out a first version, connects to it, rolls out a second one and does something at the switch.
    private func switching(
        _ platform: Platform, _ atTheSwitch: @escaping @Sendable (RawTCPClient) async throws -> Void
    ) async throws {
        let project = ProjectID()
        let one = try await ApplicationImage.publish(["serve", "one"], for: project)
        let two = try await ApplicationImage.publish(["serve", "two"], for: project)
        try await platform.withEngine { engine in
            _ = try await events(of: engine.rollout(platform.specification(project, 1, image: one)))
            let old = try #require(try await platform.replicas(of: project).first?.address)
            let visitor = try RawTCPClient(address: old, port: 80)
            defer { visitor.socket.close() }
            var last: RolloutEvent?
            for try await event in engine.rollout(platform.specification(project, 2, image: two)) {
                if case .switched = event { try await atTheSwitch(visitor) }
                last = event
            }
            #expect(last == .live)
            #expect(try await platform.replicas(of: project).map(\.number) == [2])
            #expect(try await platform.text(of: project) == "two")
        }
    }
}
