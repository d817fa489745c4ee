import LinuxSystem

/// Certificates for mutual TLS in a directory of their own: two authorities that know nothing of each other, and one peer of
/// each, called `localhost` and 127.0.0.1. Made by openssl(1).
public struct PeerCertificates: Sendable {
    public enum Owner: String, CaseIterable, Sendable {
        case ours, theirs
    }

    public struct Failure: Error, CustomStringConvertible {
        public let description: String
    }

    private let directory: TemporaryDirectory

    public init() async throws {
        directory = try TemporaryDirectory("tls")
        for owner in Owner.allCases {
            try await make(["-keyout", file("\(owner)-ca.key"), "-out", authority(owner), "-subj", "/CN=\(owner)"])
            try await make(
                ["-keyout", key(of: owner), "-out", certificate(of: owner), "-subj", "/CN=localhost"]
                    + ["-CA", authority(owner), "-CAkey", file("\(owner)-ca.key")]
                    + ["-addext", "basicConstraints=critical,CA:FALSE"]
                    + ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        }
    }

    /// Path of the peer's certificate.
    public func certificate(of owner: Owner) -> String { file("\(owner).pem") }
    /// Path of its key.
    public func key(of owner: Owner) -> String { file("\(owner).key") }
    /// Path of the certificate of the authority.
    public func authority(_ owner: Owner) -> String { file("\(owner)-ca.pem") }

    private func file(_ name: String) -> String { directory.file(name) }

    private func make(_ arguments: [String]) async throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        let made = try await Tool.run(
            ChildCommand(
                executable: "/usr/bin/openssl", arguments: ["req", "-x509", "-days", "2"] + key + arguments))
        guard made.status.isSuccess else { throw Failure(description: "openssl: \(made.errors)") }
    }
}
