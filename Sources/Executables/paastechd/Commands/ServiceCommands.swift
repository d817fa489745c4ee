import ArgumentParser
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
        let sweeper = try services.sweeper()
        try await services.serve([
            services.gatekeeper(sweeper: sweeper),
            SweeperService(sweeper: sweeper, interval: services.settings.sweepInterval),
        ])
    }
}

/// The git controller alone.
struct GitControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "git-controller", abstract: "Runs the service that creates and deletes repositories alone.")

    @OptionGroup var options: PlatformOptions

    func run() async throws {
        let services = try Services(alone: options, needsDatabase: false)
        try await services.serve([services.gitController()])
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
        try await services.serve([services.pomegranate()])
    }
}

/// The client API alone.
struct APICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api",
        abstract: "Runs the HTTP API of users alone; needs PAASTECH_DATABASE_URL and the other services' sockets.")

    @OptionGroup var options: PlatformOptions
    @Option(help: "HOST:PORT to listen on; port 0 picks a free one.") var api: String?

    func run() async throws {
        let services = try Services(alone: options)
        let address = try api.map { try HostAndPort(parsing: $0) } ?? services.settings.api
        try await services.serve([services.clientAPI(at: address, ssh: "\(services.settings.ssh)")])
    }
}

extension Services {
    /// For one service in a process of its own.
    init(alone options: PlatformOptions, needsDatabase: Bool = true) throws {
        let settings = try options.settings()
        startLogging(level: settings.logLevel)
        let directory = DataDirectory(path: settings.dataDirectory)
        try directory.prepare()
        guard
            let url = settings.databaseURL ?? (try? Endpoints(readingFrom: directory.endpoints).database)
                ?? (needsDatabase ? nil : "")
        else {
            throw fail(
                .unavailable,
                "no database is known: set PAASTECH_DATABASE_URL, or start paastechd up on this data directory")
        }
        try self.init(settings: settings, directory: directory, installation: try Installation(), databaseURL: url)
    }

    /// Runs services until SIGTERM or SIGINT, then stops them in reverse order.
    func serve(_ services: [any Service]) async throws {
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger("paastechd"))
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
