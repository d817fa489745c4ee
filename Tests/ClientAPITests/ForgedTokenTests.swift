import ClientAPIContract
import Foundation
import HTTPTypes
import JWTKit
import PlatformModel
import Testing

@testable import ClientAPI

@Suite("Access tokens that are not ours")
struct ForgedTokenTests {
    private static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    /// Signs claims with any key, as an attacker would.
    private static func sign(_ claims: AccessClaims, _ key: HMACKey, _ digest: DigestAlgorithm = .sha256) async throws
        -> String
    {
        try await JWTKeyCollection().add(hmac: key, digestAlgorithm: digest).sign(claims)
    }

    @Test("alg none, other keys, other algorithms, changed claims and damage are all refused")
    func forgeries() async throws {
        try await APIFixture.run { api in
            let alice = try await api.member()
            let root = try await api.member("root-admin", isAdministrator: true)
            let parts = alice.token.split(separator: ".").map(String.init)
            let genuine = try #require(Data(base64Encoded: padded(parts[1])))
            let promoted = String(decoding: genuine, as: UTF8.self)
                .replacing("\"isAdmin\":false", with: "\"isAdmin\":true")
                .replacing("\(alice.user.id)", with: "\(root.user.id)")
            let none = Self.base64(#"{"alg":"none","typ":"JWT"}"#)
            let session = try #require(await api.tokens.session(of: alice.token))
            #expect(try await api.database.user(ofSession: session) == alice.user)
            let claims = AccessClaims(
                sub: .init(value: "\(root.user.id)"), username: "root-admin", isAdmin: true,
                exp: .init(value: .now + 3600), jti: .init(value: "guessed"))
            let otherKey = try await Self.sign(claims, HMACKey(from: Array(repeating: UInt8(7), count: 32)))
            let emptyKey = try await Self.sign(claims, HMACKey(from: Array(repeating: UInt8(0), count: 64)), .sha512)
            let tokens = [
                "\(none).\(parts[1]).", "\(none).\(parts[1]).\(parts[2])", "\(none).\(Self.base64(promoted)).",
                "\(parts[0]).\(Self.base64(promoted)).\(parts[2])", otherKey, emptyKey,
                "\(parts[0]).\(parts[1])", "\(parts[0]).\(parts[1]).", "..", "", "a.b.c", alice.token + "x",
                String(alice.token.dropLast()), String(repeating: "A", count: 9000),
            ]
            for token in tokens {
                let answer = try await api.send(.of(.ownAccount), as: token)
                #expect(answer.status == 401, "\(token.prefix(60))")
                #expect(try await api.send(.of(.users), headers: [.cookie: "access=\(token)"]).status == 401)
            }
        }
    }

    @Test("a token of our own that has expired, or whose session is unknown, is refused")
    func expired() async throws {
        try await APIFixture.run { api in
            let alice = try await api.member()
            let long = try await api.tokens.issue(for: alice.user, at: Date(timeIntervalSinceNow: -6 * 3600 - 1))
            try await api.database.openSession(long.session, of: alice.user.id, until: .now + 60)
            #expect(try await api.send(.of(.ownAccount), as: long.token).status == 401)
            let unopened = try await api.tokens.issue(for: alice.user, at: .now)
            #expect(try await api.send(.of(.ownAccount), as: unopened.token).status == 401)
            let ended = try await api.tokens.issue(for: alice.user, at: .now)
            try await api.database.openSession(ended.session, of: alice.user.id, until: .now - 1)
            #expect(try await api.send(.of(.ownAccount), as: ended.token).status == 401)
        }
    }

    @Test("only the Bearer scheme is taken, and a bad header is not made good by a cookie")
    func schemes() async throws {
        try await APIFixture.run { api in
            let alice = try await api.member()
            for (header, expected) in [
                ("bearer \(alice.token)", 200), ("BEARER   \(alice.token)", 200), (alice.token, 401),
                ("Basic \(alice.token)", 401), ("Bearer", 401), ("Bearer ", 401),
            ] {
                let fields: HTTPFields = [.authorization: header, .cookie: "access=\(alice.token)"]
                #expect(try await api.send(.of(.ownAccount), headers: fields).status == expected, "\(header)")
            }
        }
    }

    private func padded(_ text: String) -> String {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        return standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
    }
}
