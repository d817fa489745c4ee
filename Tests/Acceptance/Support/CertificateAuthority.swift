import Foundation
import LinuxSystem
import TestSupport

/// Debian's `pebble`, an ACME server (RFC 8555), with the DNS server that it asks for challenge records.
final class CertificateAuthority: Sendable {
    /// URL of the ACME directory.
    let directoryURL: String
    /// PEM file of the certificate of its own HTTPS server.
    let serverCertificate: String
    /// `HOST:PORT` of the DNS server.
    let dns: String
    /// `HOST:PORT` at which the DNS server is told its records by HTTP.
    let dnsManagement: String
    private let management: String
    private let directory: TemporaryDirectory
    private let processes: [ChildProcess]

    /// Blocks until both listen.
    init() throws {
        let directory = try TemporaryDirectory("authority")
        self.directory = directory
        let addresses = try (0..<4).map { _ in "127.0.0.1:\(try LoopbackPort.free())" }
        (dns, dnsManagement, management) = (addresses[0], addresses[1], addresses[2])
        directoryURL = "https://\(addresses[3])/dir"
        serverCertificate = directory.file("server.pem")
        let key = directory.file("server.key")
        let made = try Tool.runBlocking(
            ChildCommand(
                executable: "/usr/bin/openssl",
                arguments: [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
                    serverCertificate,
                ], environment: ["PATH": "/usr/bin:/bin", "HOME": directory.path]))
        guard made.status.isSuccess else { throw RunningPlatform.Failure(description: "openssl: \(made.errors)") }
        let configuration = [
            "pebble": [
                "listenAddress": addresses[3], "managementListenAddress": management,
                "certificate": serverCertificate, "privateKey": key,
            ]
        ]
        let file = directory.file("pebble.json")
        try JSONEncoder().encode(configuration).write(to: URL(fileURLWithPath: file))
        let names = ChildCommand(
            executable: "/usr/bin/pebble-challtestsrv",
            arguments: [
                "-dns01", dns, "-management", dnsManagement, "-http01", "", "-https01", "", "-tlsalpn01", "",
                "-defaultIPv6", "",
            ])
        let authority = ChildCommand(
            executable: "/usr/bin/pebble", arguments: ["-config", file, "-dnsserver", dns],
            // Pebble sleeps for up to 15 s before it validates, to catch clients that do not wait.
            environment: ["PEBBLE_VA_NOSLEEP": "1"])
        let log = try Descriptor.open(directory.file("log"), flags: O_WRONLY | O_CREAT | O_APPEND)
        processes = try [names, authority].map { command in
            try ChildProcess(command, descriptors: [1: log.rawValue, 2: log.rawValue])
        }
    }

    deinit {
        for process in processes {
            process.signal(SIGKILL)
            _ = process.wait()
        }
    }

    /// Waits until it answers, and returns a PEM file of the root that everything it issues chains to.
    func root() async throws -> String {
        let file = directory.file("root.pem")
        let command = ChildCommand(
            executable: "/usr/bin/curl",
            arguments: [
                "--silent", "--fail", "--max-time", "5", "--cacert", serverCertificate, "--output", file,
                "https://\(management)/roots/0",
            ], environment: ["PATH": "/usr/bin:/bin"])
        try await eventually("pebble answers") { try await Tool.run(command).status.isSuccess }
        return file
    }
}
