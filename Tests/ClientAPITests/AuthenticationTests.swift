import ClientAPIContract
import Foundation
import HTTPTypes
import PlatformModel
import Testing

@testable import ClientAPI

@Suite("Registration, login and logout")
struct AuthenticationTests {
    private static let alice = RegisterRequest(
        username: "alice", email: "alice@example.org", password: "correct horse battery")
    private static let login = LoginRequest(email: "Alice@Example.ORG", password: "correct horse battery")

    @Test("who registers can log in at once where no mail is configured, and the token works until the logout")
    func wholeWay() async throws {
        try await APIFixture.run { api in
            let registered = try await api.send(.of(.register), Self.alice)
            #expect(registered.status == 201)
            let user = try registered.content(UserResource.self)
            #expect(user.username == "alice")
            #expect(!user.isAdmin)

            let loggedIn = try await api.send(.of(.login), Self.login)
            #expect(loggedIn.status == 201)
            let token = try loggedIn.content(AccessTokenResource.self).accessToken
            let cookie = try #require(loggedIn.headers[.setCookie])
            for part in ["access=\(token)", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=21600"] {
                #expect(cookie.contains(part))
            }

            #expect(try await api.send(.of(.ownAccount), as: token).content(UserResource.self) == user)
            #expect(try await api.send(.of(.logout), as: token).status == 200)
            let after = try await api.send(.of(.ownAccount), as: token)
            #expect(after.status == 401)
            #expect(after.headers[.wwwAuthenticate] == "Bearer")
        }
    }

    @Test("a wrong password and an unknown account get the same answer")
    func sameAnswer() async throws {
        try await APIFixture.run { api in
            _ = try await api.send(.of(.register), Self.alice)
            let wrong = try await api.send(
                .of(.login), LoginRequest(email: "alice@example.org", password: "wrong password"))
            let unknown = try await api.send(
                .of(.login), LoginRequest(email: "nobody@example.org", password: "wrong password"))
            #expect(wrong.status == 401)
            #expect(wrong.bytes == unknown.bytes)
        }
    }

    @Test("a taken name and a taken address are conflicts")
    func conflicts() async throws {
        try await APIFixture.run { api in
            _ = try await api.member("alice")
            var sameName = Self.alice
            sameName.email = "other@example.org"
            #expect(try await api.send(.of(.register), sameName).status == 409)
            var sameAddress = Self.alice
            sameAddress.username = "other"
            sameAddress.email = "ALICE@example.org"
            #expect(try await api.send(.of(.register), sameAddress).status == 409)
        }
    }

    @Test("two registrations of one name at the same time: one succeeds, the other is a conflict")
    func simultaneousRegistrations() async throws {
        try await APIFixture.run { api in
            async let first = api.send(.of(.register), Self.alice)
            async let second = api.send(.of(.register), Self.alice)
            let statuses = [try await first.status, try await second.status]
            #expect(statuses.sorted() == [201, 409])
        }
    }

    @Test("every field that is wrong is named at once")
    func namesAllFields() async throws {
        try await APIFixture.run { api in
            let wrong = RegisterRequest(username: "Alice!", email: "nowhere", password: "short")
            let answer = try await api.send(.of(.register), wrong)
            #expect(answer.status == 422)
            #expect(answer.failure?.details?.map(\.field) == ["username", "email", "password"])
            let empty = try await api.send("POST", "/auth/register", bytes: Array("{}".utf8))
            #expect(empty.failure?.details?.map(\.message).contains("password is missing") == true)
            let types = try await api.send(
                "POST", "/auth/register", bytes: Array(#"{"username": 1, "email": [], "password": null}"#.utf8))
            #expect(types.status == 422)
            #expect(types.failure?.details?.count == 3)
        }
    }

    @Test("the cookie logs in like the header, but a page of another origin cannot change anything with it")
    func cookies() async throws {
        try await APIFixture.run { api in
            let alice = try await api.member()
            let cookie: HTTPFields = [.cookie: "theme=dark; access=\(alice.token)"]
            #expect(try await api.send(.of(.ownAccount), headers: cookie).status == 200)
            var foreign = cookie
            foreign[.origin] = "http://evil.user-app.localhost"
            #expect(try await api.send(.of(.logout), headers: foreign).status == 403)
            var sibling = cookie
            sibling[.init("Sec-Fetch-Site")!] = "same-site"
            #expect(try await api.send(.of(.logout), headers: sibling).status == 403)
            var own = cookie
            own[.origin] = "http://localhost"
            own[.init("Sec-Fetch-Site")!] = "same-origin"
            #expect(try await api.send(.of(.logout), headers: own).status == 200)
        }
    }

    @Test("no answer opens itself to other origins, and all say what a browser must not do")
    func headers() async throws {
        try await APIFixture.run { api in
            for target in ["/healthz", "/users/my", "/nothing"] {
                let answer = try await api.send("GET", target, headers: [.origin: "http://evil.example"])
                #expect(answer.headers[.accessControlAllowOrigin] == nil)
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[.cacheControl] == "no-store")
                #expect(answer.headers[HTTPField.Name("X-Request-Id")!]?.isEmpty == false)
            }
        }
    }

    @Test("a new password ends every session of the account")
    func passwordChangeEndsSessions() async throws {
        try await APIFixture.run { api in
            let alice = try await api.member()
            try await api.database.setPasswordHash("$scrypt$", of: alice.user.id)
            #expect(try await api.send(.of(.ownAccount), as: alice.token).status == 401)
        }
    }

    @Test("what an account may do is the database's word, not the token's")
    func rightsAreCurrent() async throws {
        try await APIFixture.run { api in
            let root = try await api.member("root-admin", isAdministrator: true)
            let alice = try await api.member("alice")
            #expect(try await api.send(.user(alice.user.name), as: root.token).status == 200)
            try await api.database.removeUser(alice.user.id)
            #expect(try await api.send(.of(.ownAccount), as: alice.token).status == 401)
        }
    }
}
