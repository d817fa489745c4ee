import Glibc
import Testing

@testable import PackImageBuilder

/// When which signal is due.
struct SupervisionTests {
    private let start = ContinuousClock.now

    private func supervision() -> Supervision {
        var limits = BuildLimits()
        limits.duration = .seconds(100)
        limits.grace = .seconds(10)
        limits.output = 1000
        return Supervision(limits: limits, now: start)
    }

    @Test func nothingIsDueWithinTheLimits() {
        var state = supervision()
        state.printed(1000, now: start)
        #expect(state.dueSignal(now: start + .seconds(99)) == nil)
        #expect(state.ending == nil)
        #expect(state.wakeTime(now: start) == start + .seconds(100))
    }

    @Test func timeLimitAsksThenKills() {
        var state = supervision()
        #expect(state.dueSignal(now: start + .seconds(100)) == SIGTERM)
        #expect(state.ending == .timeLimit)
        #expect(state.dueSignal(now: start + .seconds(109)) == nil)
        #expect(state.wakeTime(now: start + .seconds(109)) == start + .seconds(110))
        #expect(state.dueSignal(now: start + .seconds(110)) == SIGKILL)
        #expect(state.dueSignal(now: start + .seconds(500)) == nil)
    }

    @Test func outputLimitIsCountedOverAllOutput() {
        var state = supervision()
        state.printed(600, now: start)
        state.printed(401, now: start)
        #expect(state.dueSignal(now: start) == SIGTERM)
        #expect(state.ending == .outputLimit)
    }

    @Test func firstReasonCounts() {
        var state = supervision()
        state.stop(.canceled, now: start)
        state.printed(5000, now: start)
        #expect(state.dueSignal(now: start + .seconds(200)) == SIGTERM)
        #expect(state.ending == .canceled)
    }
}
