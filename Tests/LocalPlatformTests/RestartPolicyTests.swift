import Testing

@testable import LocalPlatform

@Suite struct RestartPolicyTests {
    @Test func waitsLongerAfterEachEarlyDeath() {
        var policy = RestartPolicy()
        let delays = (0..<9).map { _ in policy.delay(afterRunningFor: .seconds(1)) }
        #expect(delays[0] == .zero)
        #expect(zip(delays, delays.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(delays.last == .seconds(30))
    }

    @Test func startsOverAfterALongRun() {
        var policy = RestartPolicy()
        for _ in 0..<5 { _ = policy.delay(afterRunningFor: .seconds(1)) }
        #expect(policy.delay(afterRunningFor: .seconds(61)) == .zero)
    }
}
