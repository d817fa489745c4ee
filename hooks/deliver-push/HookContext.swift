import Configuration
import Delivery
import FoundationEssentials
import LinuxSystem
import Logging
import PackImageBuilder
import PlatformModel
import PostgresStore
import ServiceRPC

/// What one run of the hook works with, composed from its environment. Nothing is connected before it is used.
struct HookContext {
    let configuration: DeliveryConfiguration
    let database: PlatformDatabase
    let pipeline: Pipeline
    let launcher: DeploymentLauncher
    let logger: Logger

    /// Beside the keys of ``DeliveryConfiguration``:
    ///
    /// | Key | Meaning | Default |
    /// |---|---|---|
    /// | `PAASTECH_DATABASE_URL` | where PostgreSQL is | required |
    /// | `PAASTECH_POMEGRANATE` | `unix:/path` or `host:port` of the service | `unix:<data>/run/services/pomegranate.sock` |
    /// | `PAASTECH_RPC_CERTIFICATE`, `PAASTECH_RPC_KEY`, `PAASTECH_RPC_AUTHORITY` | PEM files to call it by mutual TLS | none |
    /// | `PAASTECH_PACK` | the `pack` to build with | `pack` on `PATH`, else the bundled one |
    /// | `PAASTECH_BUNDLED_PACK` | the bundled `paastech-pack` | beside this executable |
    /// | `PAASTECH_BUILD_MEMORY`, `PAASTECH_BUILD_CPUS` | bytes and CPUs of one build | those of `BuildLimits` |
    /// | `PAASTECH_PLATFORM_ID` | what everything that a build makes is labelled with | from `<data>/platform-id` |
    /// | `DOCKER_HOST` | `unix:///path` of the daemon that builds | `unix:///var/run/docker.sock` |
    /// | `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY` | handed on to builds, also in lower case | none |
    ///
    /// - Throws: ``PlatformError`` with code `invalid` that names the key.
    init(environment: [String: String]) throws(PlatformError) {
        let programs = try Self.programs()
        let reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
        configuration = try DeliveryConfiguration(config: reader)
        let log = "\(configuration.dataDirectory)/log/hooks.log"
        logger = Logger(label: "deliver-push") { _ in HookLog(log) }
        guard let url = environment["PAASTECH_DATABASE_URL"], !url.isEmpty else {
            throw PlatformError(.invalid, "PAASTECH_DATABASE_URL is not set")
        }
        var settings = PlatformDatabase.Settings()
        settings.applicationName = "paastech post-receive"
        settings.connections = 2
        database = try PlatformDatabase(url: url, settings: settings)
        let address =
            environment["PAASTECH_POMEGRANATE"] ?? "unix:\(configuration.dataDirectory)/run/services/pomegranate.sock"
        let building = try Self.building(configuration, environment, programs)
        let certificates = try RPCCertificates(
            certificate: environment["PAASTECH_RPC_CERTIFICATE"], key: environment["PAASTECH_RPC_KEY"],
            authority: environment["PAASTECH_RPC_AUTHORITY"])
        pipeline = Pipeline(
            configuration: configuration, store: database, builder: PackImageBuilder(building, logger: logger),
            engine: PomegranateClient(endpoint: try RPCEndpoint(parsing: address, certificates: certificates)),
            retention: RegistryImageRetention(dockerSocket: building.dockerSocket), logger: logger)
        launcher = DeploymentLauncher(executable: "\(programs)/deliver-push", environment: environment)
    }

    /// Takes the locks' directories for granted from here on.
    func prepare() throws(PlatformError) {
        do throws(LinuxError) {
            try configuration.locks.create()
        } catch {
            throw PlatformError(.internalError, "\(error)", cause: error)
        }
    }

    /// The directory of this program and of those that belong to it.
    private static func programs() throws(PlatformError) -> String {
        do throws(LinuxError) {
            return try ProcessImage.directory()
        } catch {
            throw PlatformError(.internalError, "\(error)", cause: error)
        }
    }

    private static func building(
        _ configuration: DeliveryConfiguration, _ environment: [String: String], _ programs: String
    ) throws(PlatformError) -> PackBuilderConfiguration {
        let recorded = FileManager.default.contents(atPath: "\(configuration.dataDirectory)/platform-id")
        let platform = environment["PAASTECH_PLATFORM_ID"] ?? recorded.map { String(decoding: $0, as: UTF8.self) }
        guard let platform = platform?.split(whereSeparator: \.isWhitespace).first else {
            throw PlatformError(
                .invalid, "PAASTECH_PLATFORM_ID is not set and \(configuration.dataDirectory)/platform-id is missing")
        }
        var building = PackBuilderConfiguration(
            platform: String(platform),
            bundledPack: environment["PAASTECH_BUNDLED_PACK"] ?? "\(programs)/paastech-pack")
        building.pack = environment["PAASTECH_PACK"]
        building.limits.memory = environment["PAASTECH_BUILD_MEMORY"].flatMap(Int64.init) ?? building.limits.memory
        building.limits.cpus = environment["PAASTECH_BUILD_CPUS"].flatMap(Double.init) ?? building.limits.cpus
        building.defaultBuilder = configuration.builder
        if let path = environment["PATH"] { building.searchPath = path }
        if let host = environment["DOCKER_HOST"], host.hasPrefix("unix://") {
            building.dockerSocket = String(host.dropFirst("unix://".count))
        }
        let proxies = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"].flatMap { [$0, $0.lowercased()] }
        building.proxyVariables = environment.filter { proxies.contains($0.key) }
        return building
    }
}
