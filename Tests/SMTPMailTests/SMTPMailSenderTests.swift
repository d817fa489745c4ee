import PlatformModel
import TestSupport
import Testing

@testable import SMTPMail

@Suite("Mail by SMTP", .serialized)
struct SMTPMailSenderTests {
    private static func message(to recipient: String = "alice@example.org", text: String = "Hello") -> MailMessage {
        MailMessage(recipient: recipient, subject: "Grüße", text: text, html: "<p>\(text)</p>")
    }

    @Test("the server gets one mail with both forms of the content, whatever its lines look like")
    func delivers() async throws {
        let server = try await Tool.offPool { try PrivateMailServer() }
        let sender = try SMTPMailSender(url: "smtp://127.0.0.1:\(server.port)", sender: "noreply@example.org")
        let text = "Grüße\n.\n..two dots\n" + String(repeating: "long ", count: 500) + "\n"
        try await sender.send(Self.message(text: text))
        let mails = try server.mails()
        #expect(mails.count == 1)
        let mail = try #require(mails.first)
        #expect(mail.contains("From: <noreply@example.org>"))
        #expect(mail.contains("To: <alice@example.org>"))
        #expect(mail.contains("Subject: =?utf-8?B?R3LDvMOfZQ==?="))
        #expect(mail.contains("X-MailFrom: noreply@example.org"))
        #expect(mail.contains("X-RcptTo: alice@example.org"))
        let parts = PrivateMailServer.parts(of: mail)
        #expect(parts["text/plain"] == text)
        #expect(parts["text/html"] == "<p>\(text)</p>")
        #expect(mail.split(whereSeparator: \.isNewline).allSatisfy { $0.utf8.count <= 998 })
    }

    @Test("a refusal for good, a refusal for now and an absent server are told apart")
    func failures() async throws {
        let server = try await Tool.offPool { try PrivateMailServer() }
        let sender = try SMTPMailSender(url: "smtp://127.0.0.1:\(server.port)", sender: "noreply@example.org")
        for (recipient, code) in [
            ("unknown@example.org", PlatformError.Code.invalid), ("later@example.org", .unavailable),
        ] {
            let error = await #expect(throws: PlatformError.self) { try await sender.send(Self.message(to: recipient)) }
            #expect(error?.code == code, "\(recipient): \(error?.message ?? "")")
        }
        #expect(try server.mails().isEmpty)
        server.stop()
        let error = await #expect(throws: PlatformError.self) { try await sender.send(Self.message()) }
        #expect(error?.code == .unavailable)
    }

    @Test("a recipient that would add commands or headers is not sent")
    func injection() async throws {
        let server = try await Tool.offPool { try PrivateMailServer() }
        let sender = try SMTPMailSender(url: "smtp://127.0.0.1:\(server.port)", sender: "noreply@example.org")
        for recipient in ["a@b>\r\nRCPT TO:<c@d", "a@b\r\nBcc: c@d", "a b@c", ""] {
            let error = await #expect(throws: PlatformError.self) { try await sender.send(Self.message(to: recipient)) }
            #expect(error?.code == .invalid, "\(recipient)")
        }
        #expect(try server.mails().isEmpty)
    }

    @Test("a server that is not this machine and offers no TLS gets nothing")
    func requiresEncryption() async throws {
        let server = try await Tool.offPool { try PrivateMailServer() }
        // By another name of this machine it counts as a stranger.
        let sender = try SMTPMailSender(url: "smtp://127.0.0.2:\(server.port)", sender: "noreply@example.org")
        await #expect(throws: PlatformError.self) { try await sender.send(Self.message()) }
        #expect(try server.mails().isEmpty)
    }

    @Test(
        "addresses that are none are refused without showing the password",
        arguments: [
            "http://user:hunter2@mail.example.org", "smtp://", "mail.example.org", "smtp:user:hunter2",
        ])
    func settings(url: String) {
        do throws(PlatformError) {
            _ = try SMTPMailSender(url: url, sender: "noreply@example.org")
            Issue.record("\(url) was taken")
        } catch {
            #expect(error.code == .invalid)
            #expect(!error.message.contains("hunter2"))
        }
    }
}
