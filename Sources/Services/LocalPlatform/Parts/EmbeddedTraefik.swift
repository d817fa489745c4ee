import Foundation
import LinuxSystem
import Logging
import PlatformModel

/// Traefik as a child process: it reads the routing files that Pomegranate writes, and nothing else.
public struct EmbeddedTraefik: Sendable {
    /// Certificates by ACME's DNS-01 challenge (RFC 8555 section 8.4): one wildcard for all applications.
    public struct Certificates: Hashable, Sendable {
        public var listen: HostAndPort
        public var email: String
        /// One of Traefik's DNS providers; its credentials come from the environment.
        public var provider: String
        /// Directory URL of another certificate authority than Let's Encrypt.
        public var directoryURL: String?
        /// PEM file of the certificates that vouch for the server at `directoryURL`, where the system's do not.
        public var authorities: String?
        /// `host:port` of resolvers to ask whether the challenge's record is visible. Where there are some they alone are
        /// asked: the zone's own servers may be out of reach (split-horizon DNS, a firewall).
        public var resolvers: [String]
        /// Environment of the DNS provider (its keys and tokens), passed on unread.
        public var environment: [String: String]

        public init(
            listen: HostAndPort, email: String, provider: String, directoryURL: String?, authorities: String?,
            resolvers: [String], environment: [String: String]
        ) {
            self.listen = listen
            self.email = email
            self.provider = provider
            self.directoryURL = directoryURL
            self.authorities = authorities
            self.resolvers = resolvers
            self.environment = environment
        }
    }

    private static let name = "Traefik"

    private let directory: DataDirectory
    private let program: String
    private let http: HostAndPort
    /// Where Traefik's own API listens, on loopback.
    public let api: HostAndPort
    private let domain: String
    private let certificates: Certificates?

    /// - Throws: ``PlatformError`` with code `unavailable` when the program is not installed.
    public init(
        directory: DataDirectory, program: String?, searchPath: String, http: HostAndPort, api: HostAndPort,
        domain: String, certificates: Certificates?
    ) throws(PlatformError) {
        guard let found = ChildCommand.find(program ?? "traefik", in: searchPath) else {
            throw PlatformError(
                .unavailable,
                "\(program ?? "traefik") is not installed: run make bootstrap, or set PAASTECH_TRAEFIK to the program")
        }
        self.directory = directory
        self.program = found
        self.http = http
        self.api = api
        self.domain = domain
        self.certificates = certificates
    }

    /// Whether one runs that an earlier `paastechd` on this data directory, which died, has started.
    public static func isLeftOver(in directory: DataDirectory) -> Bool {
        ManagedProcess.isLeftOver(name, in: directory)
    }

    public func makeProcess(logger: Logger) throws(PlatformError) -> ManagedProcess {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            // JSON is YAML; Traefik tells the format by the file's name.
            try encoder.encode(configuration).write(to: URL(fileURLWithPath: configurationFile), options: .atomic)
        } catch {
            throw PlatformError(.internalError, "cannot write \(configurationFile)", cause: error)
        }
        let command = ChildCommand(
            executable: program, arguments: ["--configFile=\(configurationFile)"],
            environment: ["PATH": "/usr/bin:/bin", "HOME": directory.traefik].merging(certificates?.environment ?? [:])
            {
                own, _ in own
            },
            workingDirectory: "/")
        let plan = ManagedProcess.Plan(
            name: Self.name, command: command,
            isReady: { [api] in await HTTPProbe.answers("http://\(api)/ping") })
        return ManagedProcess(plan, directory: directory, logger: logger)
    }

    private var configurationFile: String { "\(directory.traefik)/traefik.yml" }

    private var configuration: TraefikConfiguration {
        var entryPoints = [
            "web": TraefikConfiguration.EntryPoint(address: "\(http)", http: nil),
            "traefik": TraefikConfiguration.EntryPoint(address: "\(api)", http: nil),
        ]
        var resolvers: [String: TraefikConfiguration.Resolver]?
        if let certificates {
            entryPoints["websecure"] = .init(
                address: "\(certificates.listen)",
                http: .init(
                    tls: .init(certResolver: "paastech", domains: [.init(main: "*.user-app.\(domain)")])))
            resolvers = [
                "paastech": .init(
                    acme: .init(
                        email: certificates.email, storage: "\(directory.traefik)/acme.json",
                        caServer: certificates.directoryURL,
                        caCertificates: certificates.authorities.map { [$0] },
                        dnsChallenge: .init(provider: certificates.provider, resolvers: certificates.resolvers)))
            ]
        }
        return TraefikConfiguration(
            entryPoints: entryPoints,
            providers: .init(providersThrottleDuration: "100ms", file: .init(directory: directory.routes, watch: true)),
            certificatesResolvers: resolvers)
    }
}
