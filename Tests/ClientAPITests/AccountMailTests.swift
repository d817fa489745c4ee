import ClientAPIContract
import Foundation
import PlatformModel
import SMTPMail
import TestSupport
import Testing

@testable import ClientAPI

@Suite("Mails of accounts", .serialized)
struct AccountMailTests {
    private static let alice = RegisterRequest(
        username: "alice", email: "alice@example.org", password: "correct horse battery")
    private static let login = LoginRequest(email: "alice@example.org", password: "correct horse battery")

    /// An API that sends through a real mail server.
    private static func run(_ body: @Sendable (APIFixture, PrivateMailServer) async throws -> Void) async throws {
        let server = try await Tool.offPool { try PrivateMailServer() }
        let sender = try SMTPMailSender(url: "smtp://127.0.0.1:\(server.port)", sender: "noreply@example.org")
        try await APIFixture.run(mail: sender) { try await body($0, server) }
    }

    /// The token in the newest of `count` mails, once they are there.
    private static func token(inMail count: Int, after path: String, _ server: PrivateMailServer) async throws -> String
    {
        try await eventually("mail \(count)") { try server.mails().count >= count }
        let mail = try #require(try server.mails().last)
        let parts = PrivateMailServer.parts(of: mail)
        let text = try #require(parts["text/plain"])
        let start = try #require(text.firstRange(of: path)?.upperBound)
        let token = String(text[start...].prefix { $0 != " " && !$0.isNewline })
        #expect(parts["text/html"]?.contains(token) == true)
        return token
    }

    @Test("an account can log in once its address is confirmed, and each link works once")
    func confirmation() async throws {
        try await Self.run { api, server in
            #expect(try await api.send(.of(.register), Self.alice).status == 201)
            let early = try await api.send(.of(.login), Self.login)
            #expect(early.status == 403)
            #expect(early.failure?.message.contains("not confirmed") == true)
            let wrong = try await api.send(
                .of(.login), LoginRequest(email: "alice@example.org", password: "wrong password"))
            #expect(wrong.status == 401)
            let token = try await Self.token(inMail: 1, after: "/auth/confirm/", server)
            #expect(try await api.send(.confirm(token: token + "x")).status == 404)
            #expect(try await api.send(.confirm(token: token)).status == 201)
            #expect(try await api.send(.confirm(token: token)).status == 404)
            #expect(try await api.send(.of(.login), Self.login).status == 201)
        }
    }

    @Test("a reset sets the password once, ends all sessions, and is not told from one for nobody")
    func passwordReset() async throws {
        try await Self.run { api, server in
            let alice = try await api.member()
            let known = try await api.send(
                .of(.requestPasswordReset), PasswordResetRequest(email: "Alice@example.org"))
            let unknown = try await api.send(
                .of(.requestPasswordReset), PasswordResetRequest(email: "nobody@example.org"))
            #expect(known.status == 201)
            #expect(known.bytes == unknown.bytes)
            let token = try await Self.token(inMail: 1, after: "/auth/password/reset/", server)
            let differing = ResetPasswordRequest(password: "a new password", passwordVerification: "another one")
            let refused = try await api.send(.resetPassword(token: token), differing)
            #expect(refused.failure?.details?.map(\.field) == ["passwordVerification"])
            let request = ResetPasswordRequest(password: "a new password", passwordVerification: "a new password")
            #expect(try await api.send(.resetPassword(token: token), request).status == 201)
            #expect(try await api.send(.resetPassword(token: token), request).status == 404)
            #expect(try await api.send(.of(.ownAccount), as: alice.token).status == 401)
            let login = LoginRequest(email: "alice@example.org", password: "a new password")
            #expect(try await api.send(.of(.login), login).status == 201)
            #expect(try server.mails().count == 1)
        }
    }

    @Test("a confirmation is no reset, an older link ends with a newer one, and tokens are stored as hashes only")
    func tokens() async throws {
        try await Self.run { api, server in
            _ = try await api.send(.of(.register), Self.alice)
            let confirmation = try await Self.token(inMail: 1, after: "/auth/confirm/", server)
            let request = ResetPasswordRequest(password: "a new password", passwordVerification: "a new password")
            #expect(try await api.send(.resetPassword(token: confirmation), request).status == 404)
            for _ in 0..<2 {
                _ = try await api.send(
                    .of(.requestPasswordReset), PasswordResetRequest(email: "alice@example.org"))
            }
            try await eventually("three mails") { try server.mails().count == 3 }
            var statuses: [Int] = []
            for mail in try server.mails().dropFirst() {
                let text = try #require(PrivateMailServer.parts(of: mail)["text/plain"])
                let token = try #require(text.split(separator: "/auth/password/reset/").dropFirst().first).prefix {
                    $0 != " "
                }
                statuses.append(try await api.send(.resetPassword(token: String(token)), request).status)
            }
            #expect(statuses.sorted() == [201, 404])
        }
    }

    @Test("where no mail is sent, asking for a reset says who can help")
    func withoutMail() async throws {
        try await APIFixture.run { api in
            let answer = try await api.send(
                .of(.requestPasswordReset), PasswordResetRequest(email: "alice@example.org"))
            #expect(answer.status == 201)
            #expect(answer.text.contains("administrator"))
        }
    }
}
