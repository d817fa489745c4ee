import CurlClient
import FoundationEssentials
public import PlatformModel

/// Sends mails through a mail server by SMTP.
public struct SMTPMailSender: MailSender {
    private let submission: MailSubmission
    private let sender: String

    /// - Parameters:
    ///   - url: `smtp://[USER:PASSWORD@]HOST[:PORT]`, by STARTTLS unless the host is this machine, or `smtps://…`.
    ///   - sender: the address that mails come from.
    ///   - authorities: PEM file of the authorities to trust instead of the system's.
    /// - Throws: ``PlatformError`` with code `invalid`; no message holds the password.
    public init(url text: String, sender: String, authorities: String? = nil) throws(PlatformError) {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), ["smtp", "smtps"].contains(scheme),
            let host = url.host(percentEncoded: false), !host.isEmpty
        else {
            throw PlatformError(
                .invalid, "the mail server's address is not of the form smtp://[USER:PASSWORD@]HOST[:PORT] or smtps://…"
            )
        }
        guard sender.split(separator: "@").count == 2, !sender.contains(where: { $0.isWhitespace || "<>".contains($0) })
        else {
            throw PlatformError(
                .invalid, "\(sender.quotedForDisplay) is not an address to send mail from: write name@host")
        }
        let isLocal = ["localhost", "127.0.0.1", "::1"].contains(host)
        var server = MailSubmission.Server(
            host: host, port: url.port ?? (scheme == "smtps" ? 465 : isLocal ? 25 : 587),
            encryption: scheme == "smtps" ? .implicit : isLocal ? .opportunistic : .required)
        server.certificateAuthorities = authorities
        server.user = url.user(percentEncoded: false)
        server.password = url.password(percentEncoded: false)
        submission = MailSubmission(server)
        self.sender = sender
    }

    public func send(_ message: MailMessage) async throws(PlatformError) {
        let document = MailDocument(message, sender: sender, date: Date(), id: UUID())
        do {
            try await submission.send(Array(document.text.utf8), from: sender, to: [message.recipient])
        } catch {
            let isFinal = error.code == .refused || error.code == .invalidRequest || error.code == .tls
            throw PlatformError(isFinal ? .invalid : .unavailable, "the mail server: \(error.message)", cause: error)
        }
    }
}
