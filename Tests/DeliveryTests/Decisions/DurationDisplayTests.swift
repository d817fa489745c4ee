import Testing

@testable import Delivery

@Suite struct DurationDisplayTests {
    @Test(arguments: [
        (Duration.milliseconds(0), "0.0"), (.milliseconds(49), "0.0"), (.milliseconds(50), "0.1"),
        (.milliseconds(949), "0.9"), (.milliseconds(950), "1.0"), (.milliseconds(61_240), "61.2"),
    ])
    func tenthsRoundHalfUp(_ duration: Duration, _ text: String) {
        #expect(duration.tenths == text)
    }

    @Test(arguments: [
        (Duration.seconds(60), "60 s"), (.milliseconds(1500), "1.5 s"), (.milliseconds(250), "250 ms"),
    ])
    func sentencesTakeTheFittingUnit(_ duration: Duration, _ text: String) {
        #expect(duration.forSentence == text)
    }
}
