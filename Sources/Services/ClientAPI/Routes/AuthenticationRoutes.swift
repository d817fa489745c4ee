import ClientAPIContract
import Foundation
import HTTPTypes
import Hummingbird
import PlatformModel

/// `/auth`: registration, login and logout.
struct AuthenticationRoutes: RouteGroup {
    let configuration: ClientAPIConfiguration
    let accounts: any AccountStore
    let sessions: any SessionStore
    let tokens: AccessTokens
    let passwords: Passwords
    let limits: AttemptLimits
    let mail: AccountMail?

    func add(to routes: Routes) {
        routes.anyone(.register, use: register)
        routes.anyone(.login, use: logIn)
        routes.user(.logout, use: logOut)
    }

    @Sendable
    private func register(_ request: Request, _ context: APIContext) async throws -> Answer<UserResource> {
        try limits.admit(request, context)
        var form = try await Form(request, context)
        let name = form.value("username", UserName.init(parsing:))
        let email = form.value("email", EmailAddress.init(parsing:))
        let password = form.value("password", NewPassword.init(parsing:))
        try form.check()
        guard let name, let email, let password else { throw APIError.malformed("the body is incomplete") }
        try limits.admit(account: email.text)
        let hash = try await passwords.hash(password.text)
        let user = try await accounts.createUser(
            name: name, email: email.text, passwordHash: hash, isAdministrator: false, isConfirmed: mail == nil)
        guard let mail else { return .created(UserResource(user), message: "welcome, \(user.name); log in now") }
        mail.post(.confirmation(user))
        return .created(
            UserResource(user), message: "welcome, \(user.name); open the link in the mail we sent to \(user.email)")
    }

    @Sendable
    private func logIn(_ request: Request, _ context: APIContext) async throws -> Answer<AccessTokenResource> {
        try limits.admit(request, context)
        var form = try await Form(request, context)
        let email = form.text("email")
        let password = form.text("password")
        try form.check()
        guard let email, let password else { throw APIError.malformed("the body is incomplete") }
        try limits.admit(account: email)
        let known = try await accounts.user(email: email)
        // Nobody's password is longer; hashing an overlong one would only be work.
        let isRight =
            try await passwords.verify(
                String(password.prefix(Limits.password.upperBound + 1)), against: known?.passwordHash)
        guard let known, isRight else {
            throw APIError.unauthorized("e-mail address or password is wrong")
        }
        guard known.isConfirmed else {
            throw APIError.forbidden("the e-mail address is not confirmed yet: open the link in the mail we sent")
        }
        let access = try await tokens.issue(for: known.user, at: Date())
        try await sessions.openSession(access.session, of: known.user.id, until: access.end)
        var answer = Answer.created(AccessTokenResource(accessToken: access.token))
        answer.headers[.setCookie] = cookie(access.token, lifetime: AccessTokens.lifetime, for: request)
        return answer
    }

    @Sendable
    private func logOut(_ request: Request, _ context: APIContext, _ caller: Caller) async throws -> Answer<NoContent> {
        try await sessions.endSession(caller.session)
        var answer = Answer(message: "you are logged out")
        answer.headers[.setCookie] = cookie("", lifetime: .zero, for: request)
        return answer
    }

    /// Kept from scripts and other sites; outside loopback from plain HTTP, too.
    private func cookie(_ token: String, lifetime: Duration, for request: Request) -> String {
        let isSecure = configuration.isSecure || !Loopback.contains(authority: request.head.authority ?? "")
        return
            "\(Authentication.cookie)=\(token); Max-Age=\(lifetime.components.seconds); Path=/; HttpOnly; SameSite=Strict"
            + (isSecure ? "; Secure" : "")
    }
}
