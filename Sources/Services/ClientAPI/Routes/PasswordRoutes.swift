import ClientAPIContract
import Hummingbird
import PlatformModel

/// `/auth/confirm` and `/auth/password`: what the links in mails lead to.
struct PasswordRoutes: RouteGroup {
    let tokens: any AccountTokenStore
    let passwords: Passwords
    let limits: AttemptLimits
    let mail: AccountMail?

    func add(to routes: Routes) {
        routes.anyone(.confirm) { request, context in
            try limits.admit(request, context)
            let user = try await tokens.confirmAccount(Self.token(context).hash)
            return Answer(
                .created, status: "confirmed", message: "the address is confirmed; log in now",
                content: UserResource(user))
        }
        routes.anyone(.requestPasswordReset, use: requestReset)
        routes.anyone(.resetPassword, use: reset)
    }

    /// Whether the account exists is found out after the answer, so that neither its words nor its time tell.
    @Sendable
    private func requestReset(_ request: Request, _ context: APIContext) async throws -> Answer<NoContent> {
        try limits.admit(request, context)
        var form = try await Form(request, context)
        let email = form.value("email", EmailAddress.init(parsing:))
        try form.check()
        guard let email else { throw APIError.malformed("the body is incomplete") }
        try limits.admit(account: email.text)
        guard let mail else {
            return Answer(
                .created, message: "this platform sends no mail; ask its administrator to set a new password for you")
        }
        mail.post(.passwordReset(email.text))
        return Answer(
            .created,
            message: "if an account has this address, a mail with a link is on its way; it is good for an hour")
    }

    @Sendable
    private func reset(_ request: Request, _ context: APIContext) async throws -> Answer<NoContent> {
        try limits.admit(request, context)
        var form = try await Form(request, context)
        let password = form.value("password", NewPassword.init(parsing:))
        let again = form.text("passwordVerification")
        if let password, let again, again != password.text {
            form.report("passwordVerification", "the two passwords differ")
        }
        try form.check()
        guard let password else { throw APIError.malformed("the body is incomplete") }
        let token = Self.token(context)
        // Hashing is worth its memory only for a token that can be used.
        guard try await tokens.isPasswordReset(token.hash) else {
            throw APIError.notFound("this link was used already or has expired; ask for a new one")
        }
        let user = try await tokens.resetPassword(token.hash, to: passwords.hash(password.text))
        return Answer(.created, message: "the password of \(user.name) is changed and all sessions are ended; log in")
    }

    private static func token(_ context: APIContext) -> SecretToken {
        SecretToken(text: context.parameters.get("token") ?? "")
    }
}
