import Testing

@testable import Delivery

@Suite struct EngineOutageTests {
    @Test func pausesGrowUntilPatienceEnds() {
        var outage = EngineOutage(patience: .seconds(5))
        let start = ContinuousClock.now
        #expect(outage.isNew)
        #expect(outage.pause(at: start) == .milliseconds(100))
        #expect(!outage.isNew)
        #expect(outage.pause(at: start + .milliseconds(100)) == .milliseconds(200))
        for _ in 0..<10 { _ = outage.pause(at: start + .seconds(1)) }
        #expect(outage.pause(at: start + .seconds(1)) == .seconds(2))
        #expect(outage.pause(at: start + .milliseconds(4500)) == .milliseconds(500))
        #expect(outage.pause(at: start + .seconds(5)) == nil)
    }
}
