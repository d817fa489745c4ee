import PlatformModel
import TestSupport
import Testing

@testable import ServiceRPC

@Suite struct MutualTLSTests {
    private func files(
        _ certificates: PeerCertificates, of owner: PeerCertificates.Owner, trusting authority: PeerCertificates.Owner
    ) -> RPCCertificates {
        RPCCertificates(
            chain: certificates.certificate(of: owner), key: certificates.key(of: owner),
            authority: certificates.authority(authority))
    }

    @Test func onlyPeersOfTheSameAuthorityGetIn() async throws {
        let certificates = try await PeerCertificates()
        let ours = files(certificates, of: .ours, trusting: .ours)
        // The name is looked up to listen, and checked against the certificate to call.
        try await withServer(
            [.pomegranate(RecordedEngine(), classic: .forTests)], at: .tls(host: "localhost", port: 0, ours)
        ) { endpoint, _ in
            guard case .tls(_, let port, _) = endpoint else { return }
            func client(_ files: RPCCertificates, at host: String = "localhost") -> PomegranateClient {
                PomegranateClient(endpoint: .tls(host: host, port: port, files))
            }
            try await client(ours).stop(ProjectID())
            try await client(ours, at: "127.0.0.1").stop(ProjectID())
            // A client whose certificate is somebody else's, and one that would trust somebody else's server.
            for files in [
                files(certificates, of: .theirs, trusting: .ours), files(certificates, of: .ours, trusting: .theirs),
            ] {
                let error = await #expect(throws: PlatformError.self) { try await client(files).stop(ProjectID()) }
                #expect(error?.code == .unavailable)
            }
            let plain = PomegranateClient(endpoint: .loopback(host: "127.0.0.1", port: port))
            await #expect(throws: PlatformError.self) { try await plain.stop(ProjectID()) }
        }
        withExtendedLifetime(certificates) {}
    }

    @Test func allThreeFilesAreNeededAndReadable() throws {
        #expect(try RPCCertificates(certificate: nil, key: nil, authority: nil) == nil)
        let missing = #expect(throws: PlatformError.self) {
            _ = try RPCCertificates(certificate: "/dev/null", key: nil, authority: nil)
        }
        #expect(
            missing?.message
                == "mutual TLS needs three files: set PAASTECH_RPC_KEY and PAASTECH_RPC_AUTHORITY as well")
        let unreadable = #expect(throws: PlatformError.self) {
            _ = try RPCCertificates(certificate: "/dev/null", key: "/no/such", authority: "/dev/null")
        }
        #expect(
            unreadable?.message
                == "PAASTECH_RPC_KEY names \"/no/such\", which cannot be read: No such file or directory")
    }
}
