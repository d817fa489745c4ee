import LinuxSystem

/// A certificate that vouches for itself, made by OpenSSL, with its key; both PEM.
public final class SelfSignedCertificate: Sendable {
    public let certificate: String
    public let key: String
    private let directory: TemporaryDirectory

    /// Blocks the thread.
    ///
    /// - Parameter names: in OpenSSL's form: `IP:127.0.0.1`, `DNS:example.org`.
    public init(_ names: String...) throws {
        directory = try TemporaryDirectory("certificate")
        certificate = directory.file("certificate.pem")
        key = directory.file("key.pem")
        let made = try Tool.runBlocking(
            ChildCommand(
                executable: "/usr/bin/openssl",
                arguments: [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=test", "-addext", "subjectAltName=\(names.joined(separator: ","))", "-keyout", key,
                    "-out", certificate,
                ], environment: ["PATH": "/usr/bin:/bin", "HOME": directory.path]))
        guard made.status.isSuccess else { throw LinuxError(code: 22, message: "openssl: \(made.errors)") }
    }
}
