import Foundation
import LinuxSystem
import LocalPlatform
import Logging
import PlatformModel
import PostgresStore
import ServiceLifecycle

/// The platform on one machine: embedded parts as child processes, our services in this process.
struct Machine {
    private var settings: PlatformSettings
    private let directory: DataDirectory
    private let installation: Installation
    private let traefikAPI: HostAndPort
    private let environment: [String: String]
    private let logger = Logger(label: "paastechd")
    /// Held as long as the process lives.
    private let lock: FileLock

    /// Takes the data directory and looks for free addresses.
    init(settings: PlatformSettings, environment: [String: String]) throws {
        self.settings = settings
        self.environment = environment
        installation = try Installation()
        directory = DataDirectory(path: settings.dataDirectory)
        try directory.prepare()
        lock = try directory.lock()
        // A Traefik that an earlier run left behind holds our addresses; it serves until a new one takes its place.
        let isHeld = EmbeddedTraefik.isLeftOver(in: directory)
        self.settings.http = try Self.claimed(settings.http, option: "--http", isHeld: isHeld)
        self.settings.https = try settings.https.map { try Self.claimed($0, option: "--https", isHeld: isHeld) }
        self.settings.api = try settings.api.claimed(option: "--api")
        if settings.ssh.port != 0 { _ = try settings.ssh.claimed(option: "--ssh") }
        self.settings.registry = try Self.registryAddress(settings.registry, in: directory)
        traefikAPI = try HostAndPort(host: "127.0.0.1", port: 0).claimed(option: "--http")
        self.settings.traefikAPI = "http://\(traefikAPI)"
    }

    /// Starts everything in order, serves until a signal, stops everything in reverse order.
    func run() async throws {
        unlink(directory.endpoints)
        var parts: [ManagedProcess] = []
        do {
            try await startParts(&parts)
            let services = try await makeServices()
            var configuration = ServiceGroupConfiguration(
                services: (parts as [any Service] + services).map(Self.stoppingInOrder),
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
            configuration.maximumGracefulShutdownDuration = shutdownLimit
            try await ServiceGroup(configuration: configuration).run()
        } catch {
            for part in parts.reversed() { await part.stop() }
            unlink(directory.endpoints)
            throw error
        }
        unlink(directory.endpoints)
        lock.close()
    }

    /// When a service fails, the others still stop one after another, so that each finds below it what it stands on.
    private static func stoppingInOrder(_ service: any Service) -> ServiceGroupConfiguration.ServiceConfiguration {
        .init(
            service: service, successTerminationBehavior: .gracefullyShutdownGroup,
            failureTerminationBehavior: .gracefullyShutdownGroup)
    }

    private func startParts(_ parts: inout [ManagedProcess]) async throws {
        let docker = EmbeddedDocker(
            directory: directory, socket: settings.dockerSocket, searchPath: installation.path)
        // One that an earlier run started and left behind is not a stranger's: it is started again, to be looked after.
        let isAnswering = await docker.answers()
        if docker.isLeftOver || !isAnswering {
            try await start(try docker.makeProcess(logger: logger), &parts)
        }
        if settings.databaseURL == nil {
            let postgres = try EmbeddedPostgres(directory: directory)
            try await start(try postgres.makeProcess(logger: logger), &parts)
            try await postgres.createDatabase()
        }
        let registry = try EmbeddedRegistry(
            directory: directory, address: settings.registry, searchPath: installation.path)
        try await start(try registry.makeProcess(logger: logger), &parts)
        let traefik = try EmbeddedTraefik(
            directory: directory, program: settings.traefik, searchPath: installation.path, http: settings.http,
            api: traefikAPI, domain: settings.domain, certificates: certificates)
        try await start(try traefik.makeProcess(logger: logger), &parts)
    }

    private func start(_ process: ManagedProcess, _ parts: inout [ManagedProcess]) async throws {
        logger.info("starting", metadata: ["part": "\(process.plan.name)"])
        parts.append(process)
        try await process.start()
    }

    private func makeServices() async throws -> [any Service] {
        let url = try settings.databaseURL ?? EmbeddedPostgres(directory: directory).url
        let services = try Services(
            settings: settings, directory: directory, installation: installation, databaseURL: url)
        for name in try await services.database("paastechd migrate", connections: 1).migrate() {
            logger.info("migrated the database", metadata: ["migration": "\(name)"])
        }
        let pomegranate = try services.pomegranate()
        let controller = try services.gitController()
        let peers = try Peers(services.endpoints)
        let sweeper = try services.sweeper(peers)
        let gatekeeper = try services.gatekeeper(sweeper: sweeper)
        let api = try services.clientAPI(ssh: gatekeeper.publicAddress, peers)
        let announcement = Announcement(
            file: directory.endpoints,
            endpoints: Endpoints(
                ssh: gatekeeper.publicAddress, http: "\(settings.http)",
                https: settings.https.map { "\($0)" }, domain: settings.domain, api: "\(settings.api)",
                registry: "\(settings.registry)", database: url, gitController: "\(services.endpoints.gitController)",
                pomegranate: "\(services.endpoints.pomegranate)", pid: getpid()),
            serviceManager: ServiceManager(environment: environment, logger: logger),
            untilServicesListen: {
                _ = try await controller.listeningEndpoint()
                _ = try await pomegranate.listeningEndpoint()
                try await api.untilListening()
            })
        return [pomegranate, controller] + peers.connections + [
            SweeperService(sweeper: sweeper, interval: settings.sweepInterval), gatekeeper, api, announcement,
        ]
    }

    private var certificates: EmbeddedTraefik.Certificates? {
        guard let https = settings.https, let email = settings.acmeEmail, let provider = settings.dnsProvider else {
            return nil
        }
        // The DNS provider's own variables (PORKBUN_API_KEY, EXEC_PATH, …) are the operator's affair.
        let ours = environment.filter { !$0.key.hasPrefix("PAASTECH_") && $0.key != ServiceManager.variable }
        return EmbeddedTraefik.Certificates(
            listen: https, email: email, provider: provider, directoryURL: settings.acmeDirectory,
            authorities: settings.acmeAuthorities, resolvers: settings.dnsResolvers, environment: ours)
    }

    /// - Parameter isHeld: whether an own process may hold the address, which ends before another one needs it.
    private static func claimed(_ address: HostAndPort, option: String, isHeld: Bool) throws -> HostAndPort {
        isHeld && address.port != 0 ? address : try address.claimed(option: option)
    }

    /// The registry's address stays the same over restarts; where the wanted port is taken at first, a free one is used.
    private static func registryAddress(_ wanted: HostAndPort, in directory: DataDirectory) throws -> HostAndPort {
        let file = directory.registryAddress
        if let known = try? String(contentsOfFile: file, encoding: .utf8),
            let address = try? HostAndPort(parsing: known)
        {
            guard EmbeddedRegistry.isLeftOver(in: directory) || !address.isTaken else {
                throw fail(
                    .conflict,
                    "address \(address) is taken by another program, but the images of this platform are named by it: "
                        + "stop that program; where it is Debian's own registry: "
                        + "systemctl disable --now docker-registry")
            }
            return address
        }
        let free = HostAndPort(host: wanted.host, port: 0)
        let address = try wanted.isTaken ? free.claimed(option: "--registry") : wanted.claimed(option: "--registry")
        try "\(address)".write(toFile: file, atomically: true, encoding: .utf8)
        return address
    }
}
