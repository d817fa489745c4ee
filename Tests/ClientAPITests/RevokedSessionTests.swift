import ClientAPIContract
import Foundation
import PlatformModel
import PostgresClient
import PostgresStore
import TestSupport
import Testing

@testable import ClientAPI

/// A token that was good a moment ago is worth nothing from the moment in which its session ends, wherever that is done.
@Suite("Sessions that were revoked")
struct RevokedSessionTests {
    @Test("whoever revokes it, by whatever other process, the very next request is refused")
    func byAnotherProcess() async throws {
        try await APIFixture.run { api in
            let other = try PlatformDatabase(url: api.url)
            defer { other.close() }
            for round in 0..<20 {
                let alice = try await api.member("alice-\(round)")
                let token = alice.token
                // Its signature is known to be good from now on.
                for _ in 0..<3 { #expect(try await api.send(.of(.ownAccount), as: token).status == 200) }
                switch round % 3 {
                case 0: try await other.endSessions(of: alice.user.id)
                case 1: try await other.setPasswordHash("$scrypt$", of: alice.user.id)
                default: try await other.removeUser(alice.user.id)
                }
                #expect(try await api.send(.of(.ownAccount), as: token).status == 401)
                #expect(try await api.send(.of(.ownProjects), headers: [.cookie: "access=\(token)"]).status == 401)
            }
        }
    }

    @Test("nothing has to be heard of it: with every connection to the database lost, it holds as well")
    func withLostConnections() async throws {
        try await APIFixture.run { api in
            let alice = try await api.member()
            #expect(try await api.send(.of(.ownProjects), as: alice.token).status == 200)
            let url = api.url
            try await Tool.offPool {
                let connection = try PostgresConnection(try PostgresConfiguration(url: url))
                try connection.executeScript(
                    unescaped: """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid(); DELETE FROM sessions
                        """)
            }
            #expect(try await api.send(.of(.ownProjects), as: alice.token).status == 401)
        }
    }

    @Test("a remembered token counts until it expires, and no more are remembered than there is room for")
    func remembering() throws {
        let tokens = VerifiedTokens(capacity: 3)
        let now = Date(timeIntervalSince1970: 1_000_000)
        let session = SecretToken().hash
        for number in 0..<2 { tokens.remember("old \(number)", session: session, until: now + 1, at: now) }
        tokens.remember("new", session: session, until: now + 10, at: now)
        #expect(tokens.session(of: "old 0", at: now) == session)
        #expect(tokens.session(of: "old 0", at: now + 1) == nil)
        #expect(tokens.session(of: "other", at: now) == nil)
        tokens.remember("newer", session: session, until: now + 10, at: now + 2)
        #expect(tokens.count == 2)
        for number in 0..<10 { tokens.remember("\(number)", session: session, until: now + 10, at: now + 2) }
        #expect(tokens.count <= 3)
    }
}
