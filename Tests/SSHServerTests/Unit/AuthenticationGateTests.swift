import Testing

@testable import SSHServer

private struct Person: AuthenticatedClient {
    let name: String
    func answer(_ request: CommandRequest) -> CommandAnswer { .reply(CommandReply(exitStatus: 0)) }
}

@Suite struct AuthenticationGateTests {
    private func accepted(_ name: String) -> AuthenticationAnswer { .accepted(Person(name: name)) }

    @Test func provenKeyIsTheIdentity() {
        var gate = AuthenticationGate(tries: 6)
        expect(gate.decide(accepted("alice"), isProven: false).isAccepted, is: true)
        #expect(gate.client == nil)
        expect(gate.decide(accepted("bob"), isProven: true).isAccepted, is: true)
        #expect((gate.client as? Person)?.name == "bob")
    }

    @Test func failuresAreCountedAndOffersThatWouldDoAreNot() {
        var gate = AuthenticationGate(tries: 3)
        for _ in 0..<10 { expect(gate.decide(accepted("alice"), isProven: false).closes, is: false) }
        expect(gate.decide(.refused, isProven: false), is: AuthenticationGate.Verdict(isAccepted: false))
        expect(gate.decide(.refused, isProven: true), is: AuthenticationGate.Verdict(isAccepted: false))
        expect(gate.decide(.refused, isProven: false), is: AuthenticationGate.Verdict(isAccepted: false, closes: true))
    }

    @Test func nothingIsAcceptedAfterTheLastTry() {
        var gate = AuthenticationGate(tries: 1)
        expect(gate.decide(.refused, isProven: false).closes, is: true)
        expect(
            gate.decide(accepted("alice"), isProven: true),
            is: AuthenticationGate.Verdict(isAccepted: false, closes: true))
        #expect(gate.client == nil)
    }

    @Test func onlyTheFirstQuestionForMethodsIsFree() {
        var gate = AuthenticationGate(tries: 2)
        expect(gate.refuseMethod(isNone: true), is: AuthenticationGate.Verdict(isAccepted: false))
        expect(gate.refuseMethod(isNone: true), is: AuthenticationGate.Verdict(isAccepted: false))
        expect(gate.refuseMethod(isNone: false).closes, is: true)
    }

    @Test func bannerIsShownOnce() {
        var gate = AuthenticationGate(tries: 6)
        expect(gate.decide(.unavailable(banner: "away"), isProven: false).banner, is: "away")
        expect(gate.decide(.unavailable(banner: "away"), isProven: false).banner, is: nil)
    }
}
