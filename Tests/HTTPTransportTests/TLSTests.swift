import HTTPExchange
import NIOHTTPClient
import TestSupport
import Testing

/// Who a server has to prove to be, against Debian's `docker-registry`.
struct TLSTests {
    private let certificate: SelfSignedCertificate
    private let registry: PrivateRegistry

    init() throws {
        certificate = try SelfSignedCertificate("IP:127.0.0.1")
        registry = try PrivateRegistry(certificate: certificate)
    }

    private func status(
        trusting file: String? = nil, directory: String? = nil, verifies: Bool = true, host: String? = nil
    ) async throws -> Int {
        defer { registry.remove() }
        var configuration = NIOHTTPClient.Configuration()
        configuration.trustRoots = TrustRoots(file: file, directories: directory)
        configuration.verifiesCertificates = verifies
        let url = "https://\(host ?? registry.host)/v2/"
        return try await NIOHTTPClient(configuration).collect(HTTPRequest("GET", url, timeout: .seconds(10))).status
    }

    @Test func anAuthorityOfAFileIsTrusted() async throws {
        #expect(try await status(trusting: certificate.certificate) == 200)
    }

    @Test func authoritiesOfADirectoryAreTrusted() async throws {
        let directory = certificate.certificate.split(separator: "/").dropLast().joined(separator: "/")
        #expect(try await status(directory: "/nonexistent:/\(directory)") == 200)
    }

    @Test func whatIsNotVerifiedIsSpokenTo() async throws { #expect(try await status(verifies: false) == 200) }

    @Test func anotherAuthorityIsRefused() async throws {
        let other = try SelfSignedCertificate("IP:127.0.0.1")
        let error = await #expect(throws: NIOHTTPError.self) { try await status(trusting: other.certificate) }
        #expect(error?.cause == .tls)
        let sentence = "its certificate is not of an authority this system trusts; name the authority's file in"
        #expect(error?.message.contains(sentence) == true, "\(error?.message ?? "")")
    }

    @Test func anotherNameIsRefused() async throws {
        let other = try SelfSignedCertificate("DNS:registry.example.org")
        let impostor = try PrivateRegistry(certificate: other)
        defer { impostor.remove() }
        for host in ["127.0.0.1", "localhost"] {
            let error = await #expect(throws: NIOHTTPError.self) {
                try await status(trusting: other.certificate, host: "\(host):\(impostor.port)")
            }
            #expect(error?.cause == .tls)
        }
    }

    @Test func aFileThatHoldsNoneIsNamed() async throws {
        let error = await #expect(throws: NIOHTTPError.self) { try await status(trusting: "/etc/hostname") }
        #expect(error?.message == "the certificates in /etc/hostname cannot be read; expected a file in PEM form")
    }
}
