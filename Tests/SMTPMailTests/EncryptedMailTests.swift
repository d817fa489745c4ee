import PlatformModel
import TestSupport
import Testing

@testable import SMTPMail

/// Mail over TLS to a real server that takes none without. 127.0.0.2 is this machine by a name that counts as a stranger's.
@Suite("Mail over TLS", .serialized)
struct EncryptedMailTests {
    private static let message = MailMessage(
        recipient: "alice@example.org", subject: "Hello", text: "Hello", html: "<p>Hello</p>")

    private static func server(
        _ encryption: PrivateMailServer.Encryption, for name: String = "IP:127.0.0.2"
    ) async throws -> (PrivateMailServer, SelfSignedCertificate) {
        try await Tool.offPool {
            let identity = try SelfSignedCertificate(name)
            return (try PrivateMailServer(encryption, identity), identity)
        }
    }

    @Test("goes out after STARTTLS, and from the first byte", arguments: [("smtp", false), ("smtps", true)])
    func delivers(scheme: String, isImplicit: Bool) async throws {
        let (server, identity) = try await Self.server(isImplicit ? .implicit : .afterCommand)
        let sender = try SMTPMailSender(
            url: "\(scheme)://127.0.0.2:\(server.port)", sender: "noreply@example.org",
            authorities: identity.certificate)
        try await sender.send(Self.message)
        #expect(try server.mails().count == 1)
    }

    @Test(
        "a server that nobody vouches for, or that has another's certificate, gets nothing",
        arguments: [("smtp", false), ("smtps", true)])
    func refusesStrangers(scheme: String, isImplicit: Bool) async throws {
        let encryption: PrivateMailServer.Encryption = isImplicit ? .implicit : .afterCommand
        let (unknown, _) = try await Self.server(encryption)
        let (misnamed, identity) = try await Self.server(encryption, for: "DNS:mail.example.org")
        for (server, authorities) in [(unknown, nil), (misnamed, identity.certificate)] {
            let sender = try SMTPMailSender(
                url: "\(scheme)://user:hunter2@127.0.0.2:\(server.port)", sender: "noreply@example.org",
                authorities: authorities)
            let error = await #expect(throws: PlatformError.self) { try await sender.send(Self.message) }
            // For good: trying again changes nothing.
            #expect(error?.code == .invalid)
            #expect(error?.message.contains("hunter2") == false)
            #expect(try server.mails().isEmpty)
        }
    }

    @Test("without STARTTLS offered, a stranger is told neither mail nor password, and the error says why")
    func requiresSTARTTLS() async throws {
        let server = try await Tool.offPool { try PrivateMailServer() }
        let sender = try SMTPMailSender(
            url: "smtp://user:hunter2@127.0.0.2:\(server.port)", sender: "noreply@example.org")
        let error = await #expect(throws: PlatformError.self) { try await sender.send(Self.message) }
        #expect(error?.code == .invalid)
        #expect(error?.message.contains("STARTTLS") == true, "\(error?.message ?? "")")
        #expect(try server.mails().isEmpty)
    }

    @Test("this machine's own server may have any certificate, as Debian's have")
    func ownServer() async throws {
        let (server, _) = try await Self.server(.afterCommand, for: "DNS:anything")
        let sender = try SMTPMailSender(url: "smtp://127.0.0.1:\(server.port)", sender: "noreply@example.org")
        try await sender.send(Self.message)
        #expect(try server.mails().count == 1)
    }
}
