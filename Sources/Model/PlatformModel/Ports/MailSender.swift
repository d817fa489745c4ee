/// A mail to one person, as text and as HTML.
public struct MailMessage: Hashable, Sendable {
    public let recipient: String
    public let subject: String
    public let text: String
    public let html: String

    public init(recipient: String, subject: String, text: String, html: String) {
        self.recipient = recipient
        self.subject = subject
        self.text = text
        self.html = html
    }
}

/// Hands mails to a mail server.
public protocol MailSender: Sendable {
    /// Returns when the server has taken the mail.
    ///
    /// - Throws: ``PlatformError``: `unavailable` when trying again may help, `invalid` when the server refuses the recipient,
    ///   the sender or the login.
    func send(_ message: MailMessage) async throws(PlatformError)
}
