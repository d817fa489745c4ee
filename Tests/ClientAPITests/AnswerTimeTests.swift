import ClientAPIContract
import PlatformModel
import Testing

@testable import ClientAPI

/// Whether an account exists cannot be told from the time of an answer. Known and unknown take turns, so that what else the
/// machine does falls on both; hashing a password takes tens of milliseconds, a look-up less than one.
@Suite("What the time of an answer tells", .serialized)
struct AnswerTimeTests {
    /// Hands mails over slowly, as a mail server far away does.
    private struct SlowMailSender: MailSender {
        func send(_ message: MailMessage) async throws(PlatformError) {
            try? await Task.sleep(for: .milliseconds(300))
        }
    }

    @Test("logging in to an account that does not exist takes as long as with a wrong password")
    func login() async throws {
        try await APIFixture.run { api in
            let alice = RegisterRequest(
                username: "alice", email: "alice@example.org", password: "correct horse battery")
            #expect(try await api.send(.of(.register), alice).status == 201)
            let (known, unknown) = try await medians(of: 15) { isKnown, number in
                let email = isKnown ? "alice@example.org" : "nobody-\(number)@example.org"
                let answer = try await api.send(
                    .of(.login), LoginRequest(email: email, password: "wrong password"))
                #expect(answer.status == 401)
            }
            // Without the decoy hash the quotient is above twenty.
            #expect(known < unknown * 2, "known \(known), unknown \(unknown)")
            #expect(unknown < known * 2, "known \(known), unknown \(unknown)")
        }
    }

    @Test("asking for a password reset takes no longer where there is an account to send a mail to")
    func passwordReset() async throws {
        try await APIFixture.run(mail: SlowMailSender()) { api in
            _ = try await api.member()
            let (known, unknown) = try await medians(of: 15) { isKnown, number in
                let email = isKnown ? "alice@example.org" : "nobody-\(number)@example.org"
                let answer = try await api.send(.of(.requestPasswordReset), PasswordResetRequest(email: email))
                #expect(answer.status == 201)
            }
            // A mail that was waited for takes 300 ms.
            #expect(known < unknown + .milliseconds(150), "known \(known), unknown \(unknown)")
        }
    }

    /// The medians of the times of a request about a known and about an unknown account.
    private func medians(
        of rounds: Int, _ request: (_ isKnown: Bool, _ number: Int) async throws -> Void
    ) async throws -> (known: Duration, unknown: Duration) {
        let clock = ContinuousClock()
        var times: [Bool: [Duration]] = [:]
        for number in 0..<rounds {
            for isKnown in [true, false] {
                times[isKnown, default: []].append(
                    try await clock.measure { try await request(isKnown, number) })
            }
        }
        func median(_ isKnown: Bool) -> Duration { times[isKnown, default: []].sorted()[rounds / 2] }
        return (median(true), median(false))
    }
}
