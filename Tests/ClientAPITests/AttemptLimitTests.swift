import ClientAPIContract
import HTTPTypes
import Testing

@testable import ClientAPI

@Suite("Limits of attempts")
struct AttemptLimitTests {
    @Test("the attempt over the limit waits for the oldest to be a span ago")
    func window() {
        let limiter = AttemptLimiter(limit: 3, per: .seconds(60))
        let start = ContinuousClock.now
        for second in 0..<3 { #expect(limiter.attempt("a", at: start + .seconds(second)) == nil) }
        #expect(limiter.attempt("a", at: start + .seconds(10)) == .seconds(50))
        #expect(limiter.attempt("b", at: start + .seconds(10)) == nil)
        #expect(limiter.attempt("a", at: start + .seconds(60)) == nil)
        #expect(limiter.attempt("a", at: start + .seconds(60)) == .seconds(1))
    }

    @Test("many keys do not push out one that is at its limit")
    func capacity() {
        let limiter = AttemptLimiter(limit: 2, per: .seconds(60), capacity: 100)
        let start = ContinuousClock.now
        for _ in 0..<2 { #expect(limiter.attempt("guesser", at: start) == nil) }
        for number in 0..<1000 { _ = limiter.attempt("address \(number)", at: start + .seconds(1)) }
        #expect(limiter.attempt("guesser", at: start + .seconds(2)) == .seconds(58))
    }

    @Test("logins beyond ten a minute are refused with the time to wait, whatever the account", .timeLimit(.minutes(2)))
    func addresses() async throws {
        try await APIFixture.run({ $0.attemptsPerMinute = 10 }) { api in
            for number in 0..<10 {
                // A body that is refused before any hashing still counts.
                let answer = try await api.send("POST", "/auth/login", bytes: Array("{\(number)".utf8))
                #expect(answer.status == 400)
            }
            let refused = try await api.send(.of(.login), LoginRequest(email: "a@example.org", password: "12345678"))
            #expect(refused.status == 429)
            let wait = try #require(refused.headers[.retryAfter].flatMap(Int.init))
            #expect((1...60).contains(wait))
        }
    }

    @Test("tries at one account count together from all addresses; X-Forwarded-For counts only from a trusted proxy")
    func accounts() async throws {
        try await APIFixture.run({
            $0.attemptsPerMinute = 2
            $0.trustedProxies = ["127.0.0.1", "::1"]
        }) { (api) async throws -> Void in
            func logIn(from address: String, _ email: String) async throws -> Int {
                try await api.send(
                    .of(.login), LoginRequest(email: email, password: "12345678"),
                    headers: [.init("X-Forwarded-For")!: "10.9.9.9, \(address)"]
                ).status
            }
            #expect(try await logIn(from: "192.0.2.1", "alice@example.org") == 401)
            #expect(try await logIn(from: "192.0.2.2", "ALICE@example.org") == 401)
            #expect(try await logIn(from: "192.0.2.3", "alice@example.org") == 429)
            #expect(try await logIn(from: "192.0.2.3", "bob@example.org") == 401)
        }
        try await APIFixture.run({ $0.attemptsPerMinute = 1 }) { api in
            for (number, expected) in [(1, 400), (2, 429)] {
                let answer = try await api.send(
                    "POST", "/auth/login", bytes: [],
                    headers: [.init("X-Forwarded-For")!: "192.0.2.\(number)"])
                #expect(answer.status == expected)
            }
        }
    }
}
