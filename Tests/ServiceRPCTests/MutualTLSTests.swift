import LinuxSystem
import PlatformModel
import TestSupport
import Testing

@testable import ServiceRPC

@Suite struct MutualTLSTests {
    /// Two authorities, each with a certificate for `localhost`, made by openssl(1).
    private struct Certificates: Sendable {
        let directory: TemporaryDirectory

        init() async throws {
            directory = try TemporaryDirectory("tls")
            for authority in ["ours", "theirs"] {
                try await openssl(
                    [
                        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                        "2",
                    ]
                        + ["-keyout", file("\(authority)-ca.key"), "-out", file("\(authority)-ca.pem")]
                        + ["-subj", "/CN=\(authority)"])
                try await openssl(
                    [
                        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                        "2",
                    ]
                        + ["-keyout", file("\(authority).key"), "-out", file("\(authority).pem")]
                        + ["-CA", file("\(authority)-ca.pem"), "-CAkey", file("\(authority)-ca.key")]
                        + ["-addext", "basicConstraints=critical,CA:FALSE"]
                        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
            }
        }

        private func file(_ name: String) -> String { directory.file(name) }

        private func openssl(_ arguments: [String]) async throws {
            let result = try await Tool.run(.init(executable: "/usr/bin/openssl", arguments: arguments))
            #expect(result.status.isSuccess, "\(result.errors)")
        }

        func files(of owner: String, trusting authority: String) -> RPCCertificates {
            RPCCertificates(
                chain: file("\(owner).pem"), key: file("\(owner).key"), authority: file("\(authority)-ca.pem"))
        }
    }

    @Test func onlyPeersOfTheSameAuthorityGetIn() async throws {
        let certificates = try await Certificates()
        let ours = certificates.files(of: "ours", trusting: "ours")
        try await withServer(
            [.pomegranate(RecordedEngine(), classic: .forTests)], at: .tls(host: "127.0.0.1", port: 0, ours)
        ) { endpoint, _ in
            guard case .tls(_, let port, _) = endpoint else { return }
            func client(_ files: RPCCertificates) -> PomegranateClient {
                PomegranateClient(endpoint: .tls(host: "localhost", port: port, files))
            }
            try await client(ours).stop(ProjectID())
            // A client whose certificate is somebody else's, and one that would trust somebody else's server.
            for files in [
                certificates.files(of: "theirs", trusting: "ours"), certificates.files(of: "ours", trusting: "theirs"),
            ] {
                let error = await #expect(throws: PlatformError.self) { try await client(files).stop(ProjectID()) }
                #expect(error?.code == .unavailable)
            }
            let plain = PomegranateClient(endpoint: .loopback(host: "127.0.0.1", port: port))
            await #expect(throws: PlatformError.self) { try await plain.stop(ProjectID()) }
        }
    }
}
