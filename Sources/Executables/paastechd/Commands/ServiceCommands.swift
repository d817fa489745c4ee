import ArgumentParser
import ClientAPI
import Foundation
import LocalPlatform
import Logging
import PlatformModel
import ServiceLifecycle

/// The gatekeeper alone.
struct GatekeeperCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatekeeper", abstract: "Runs the SSH server alone; needs PAASTECH_DATABASE_URL.")

    @OptionGroup var options: PlatformOptions

    func run() async throws {
        let services = try Services(alone: options)
        let peers = try Peers(services.endpoints)
        let sweeper = try services.sweeper(peers)
        // It listens as soon as it is made, and serves what has queued up by then.
        try await services.serve(
            peers.connections + [
                services.gatekeeper(sweeper: sweeper),
                SweeperService(sweeper: sweeper, interval: services.settings.sweepInterval),
            ], untilListening: {})
    }
}

/// The git controller alone.
struct GitControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "git-controller", abstract: "Runs the service that creates and deletes repositories alone.")

    @OptionGroup var options: PlatformOptions

    func run() async throws {
        let services = try Services(alone: options, needsDatabase: false)
        let controller = try services.gitController()
        try await services.serve([controller]) { _ = try await controller.listeningEndpoint() }
    }
}

/// Pomegranate alone.
struct PomegranateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pomegranate",
        abstract: "Runs the deployer alone; needs PAASTECH_DATABASE_URL and a Docker engine.")

    @OptionGroup var options: PlatformOptions

    func run() async throws {
        let services = try Services(alone: options)
        let pomegranate = try services.pomegranate()
        try await services.serve([pomegranate]) { _ = try await pomegranate.listeningEndpoint() }
    }
}

/// The client API alone.
struct APICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Runs the HTTP API of users alone, beside the other services of a data directory.",
        discussion: """
            What a running `paastechd up` on the data directory uses is used, too. Without one, PAASTECH_DATABASE_URL and \
            PAASTECH_REGISTRY say where database and registry are.
            """)

    @OptionGroup var options: PlatformOptions
    @Option(help: "HOST:PORT to listen on; port 0 picks a free one.") var api: String?

    func run() async throws {
        let services = try Services(alone: options, needsRegistry: true)
        let settings = services.settings
        let address = try api.map { try HostAndPort(parsing: $0) } ?? settings.api
        let peers = try Peers(services.endpoints)
        let clientAPI = try services.clientAPI(at: address, ssh: "\(settings.sshPublic ?? settings.ssh)", peers)
        try await services.serve(peers.connections + [clientAPI]) { try await clientAPI.untilListening() }
    }
}

extension Services {
    /// For one service in a process of its own.
    init(alone options: PlatformOptions, needsDatabase: Bool = true, needsRegistry: Bool = false) throws {
        var settings = try options.settings()
        startLogging(level: settings.logLevel)
        let directory = DataDirectory(path: settings.dataDirectory)
        try directory.prepare()
        let knowsRegistry = try settings.adoptAddresses(of: directory, unlessSetIn: options.reader)
        var missing: [String] = []
        if needsDatabase, settings.databaseURL == nil {
            missing.append("PAASTECH_DATABASE_URL (the PostgreSQL with accounts and projects, as a postgresql:// URL)")
        }
        if needsRegistry, !knowsRegistry {
            missing.append("PAASTECH_REGISTRY (HOST:PORT of the registry that the deployed images are named by)")
        }
        guard missing.isEmpty else {
            throw fail(
                .unavailable,
                "set \(missing.joined(separator: " and ")), or start paastechd up on the data directory \(directory.path)"
            )
        }
        try self.init(
            settings: settings, directory: directory, installation: try Installation(),
            databaseURL: settings.databaseURL ?? "")
    }

    /// Runs services until SIGTERM or SIGINT, then stops them in reverse order; tells the service manager both.
    ///
    /// - Parameter untilListening: returns once they accept connections; throws where they cannot.
    func serve(_ services: [any Service], untilListening: @escaping @Sendable () async throws -> Void) async throws {
        let manager = ServiceManager(
            environment: ProcessInfo.processInfo.environment, logger: logger("paastechd"))
        let readiness = Readiness(serviceManager: manager, status: "listening", untilListening: untilListening)
        var configuration = ServiceGroupConfiguration(
            services: services + [readiness], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger("paastechd"))
        configuration.maximumGracefulShutdownDuration = shutdownLimit
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// When a stop that waits is cut short: running pushes drain for ten minutes, the rest is for the parts below them.
let shutdownLimit = Duration.seconds(660)

/// Log lines go to standard error.
func startLogging(level: String) {
    let level = Logger.Level(rawValue: level) ?? .info
    LoggingSystem.bootstrap { label in
        var handler = StreamLogHandler.standardError(label: label)
        handler.logLevel = level
        return handler
    }
}
