import Testing

@testable import ClientCommands

@Suite("Connecting again")
struct ReconnectPolicyTests {
    @Test("waits double up to the longest and end after a bound")
    func waitsGrow() {
        var policy = ReconnectPolicy()
        policy.limit = 8
        let waits = (0..<8).map { _ in policy.nextDelay(jitter: 0.5) }
        #expect(
            waits.map { $0.map { $0 / .milliseconds(1) } } == [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
        #expect(policy.nextDelay(jitter: 0.5) == nil)
    }

    @Test("an event begins the count anew")
    func successResets() {
        var policy = ReconnectPolicy()
        for _ in 0..<5 { _ = policy.nextDelay(jitter: 0.5) }
        policy.succeeded()
        #expect(policy.nextDelay(jitter: 0.5) == .milliseconds(500))
    }

    @Test("jitter spreads a wait by a quarter each way")
    func jitter() {
        var low = ReconnectPolicy()
        var high = ReconnectPolicy()
        #expect(low.nextDelay(jitter: 0) == .milliseconds(375))
        #expect(high.nextDelay(jitter: 1) == .milliseconds(625))
    }
}
