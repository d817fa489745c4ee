import PlatformModel

/// What the mails say, as text and as HTML of the same words.
struct MailComposition: Sendable {
    /// What addresses in mails begin with, for instance `https://paas.example.org`.
    let publicURL: String

    func confirmation(of user: User, token: SecretToken) -> MailMessage {
        compose(
            to: user, subject: "Confirm your e-mail address",
            [
                "somebody, hopefully you, has registered the account \(user.name) with this address.",
                "Confirm it within 24 hours with:",
            ], command: "curl -X POST \(publicURL)/auth/confirm/\(token.text)",
            closing: "If it was not you, do nothing: the account stays locked.")
    }

    func passwordReset(of user: User, token: SecretToken) -> MailMessage {
        compose(
            to: user, subject: "Set a new password",
            [
                "somebody, hopefully you, wants to set a new password for the account \(user.name).",
                "Set it within an hour, in place of both NEW, with:",
            ],
            command: "curl -X POST \(publicURL)/auth/password/reset/\(token.text) -H 'Content-Type: application/json' "
                + #"-d '{"password": "NEW", "passwordVerification": "NEW"}'"#,
            closing: "If it was not you, do nothing: the password stays as it is.")
    }

    private func compose(
        to user: User, subject: String, _ paragraphs: [String], command: String, closing: String
    ) -> MailMessage {
        let before = ["Hello \(user.name),"] + paragraphs
        let text = (before + ["    \(command)", closing]).joined(separator: "\n\n") + "\n"
        let html =
            before.map { "<p>\(Self.escaped($0))</p>\n" }.joined() + "<pre>\(Self.escaped(command))</pre>\n"
            + "<p>\(Self.escaped(closing))</p>\n"
        return MailMessage(
            recipient: user.email, subject: subject, text: text,
            html: "<!DOCTYPE html>\n<html lang=\"en\"><body>\n\(html)</body></html>\n")
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
