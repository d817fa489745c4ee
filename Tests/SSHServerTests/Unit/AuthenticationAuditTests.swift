import Testing

@testable import SSHServer

@Suite struct AuthenticationAuditTests {
    @Test func nothingIsMissingBeforeTheServiceWasAskedFor() {
        #expect(!AuthenticationAudit().isMissingSome(packets: 7))
    }

    @Test func everyRequestHeardIsAccountedFor() {
        var audit = AuthenticationAudit()
        audit.serviceRequested(packets: 4)
        #expect(!audit.isMissingSome(packets: 4))
        audit.requestHeard()
        #expect(!audit.isMissingSome(packets: 5))
        #expect(audit.isMissingSome(packets: 6))
    }

    @Test func askingForTheServiceAgainHidesNoRequest() {
        var audit = AuthenticationAudit()
        audit.serviceRequested(packets: 4)
        audit.serviceRequested(packets: 6)
        #expect(audit.isMissingSome(packets: 6))
    }
}
