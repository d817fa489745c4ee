public import Configuration
public import PlatformModel

/// Everything the delivery pipeline and its sweep are told from outside.
public struct DeliveryConfiguration: Hashable, Sendable {
    /// Absolute path of the platform's data.
    public var dataDirectory: String
    /// `host:port` of the registry that images are published to.
    public var registry = "127.0.0.1:5000"
    /// The domain applications get their host names under.
    public var domain = "localhost"
    /// `http` or `https`, as applications are reached from outside.
    public var applicationScheme = "http"
    /// The port applications are reached at from outside.
    public var applicationPort = 80
    /// The builder image where a commit names none.
    public var builder = "paastech/builder:bookworm"
    /// Which builder images a commit may name.
    public var builders = ImageAllowList.standard
    /// How many builds run at the same time on this machine.
    public var buildSlots = 2
    /// Containers a project runs as.
    public var replicas = 1
    /// How long new replicas may take to become healthy, and how long an engine that is away is waited for.
    public var rolloutDeadline = Duration.seconds(60)
    /// How long one call is repeated while the database is away.
    public var databasePatience = Duration.seconds(300)
    /// How long a full pipe to the pusher's terminal is waited for.
    public var terminalPatience = Duration.seconds(5)
    /// How many deployments of a project keep their image.
    public var imagesKept = 5

    public init(dataDirectory: String) {
        self.dataDirectory = dataDirectory
    }

    /// Directory of the bare repositories, `<project-uuid>.git` each.
    public var repositories: String { "\(dataDirectory)/repositories" }
    /// Directory of exports and build workspaces, `<deployment-uuid>` each.
    public var builds: String { "\(dataDirectory)/builds" }
    public var locks: LockDirectory { LockDirectory(dataDirectory: dataDirectory) }

    /// Where an application answers, by its friendly name.
    func url(of hosts: ApplicationHosts) -> String {
        let isDefault = applicationPort == (applicationScheme == "https" ? 443 : 80)
        return "\(applicationScheme)://\(hosts.friendly)\(isDefault ? "" : ":\(applicationPort)")"
    }
}

extension DeliveryConfiguration {
    /// Reads the configuration; keys are written as environment variables here.
    ///
    /// | Key | Meaning | Default |
    /// |---|---|---|
    /// | `PAASTECH_DATA_DIR` | absolute path of the platform's data | required |
    /// | `PAASTECH_REGISTRY` | `host:port` of the registry | `127.0.0.1:5000` |
    /// | `PAASTECH_DOMAIN` | domain of the applications' host names | `localhost` |
    /// | `PAASTECH_APPLICATION_URL_SCHEME` | `http` or `https`, as seen from outside | `http` |
    /// | `PAASTECH_APPLICATION_URL_PORT` | port of the applications, as seen from outside | `PAASTECH_HTTP_PORT`, else 80 |
    /// | `PAASTECH_BUILDER` | builder image where a commit names none | `paastech/builder:bookworm` |
    /// | `PAASTECH_BUILDERS` | patterns of builders a commit may name, separated by commas | `paastech/*,paketobuildpacks/*,heroku/*` |
    /// | `PAASTECH_BUILD_SLOTS` | builds at the same time | 2 |
    /// | `PAASTECH_REPLICAS` | containers of a project | 1 |
    /// | `PAASTECH_ROLLOUT_DEADLINE` | seconds | 60 |
    /// | `PAASTECH_DATABASE_PATIENCE` | seconds a call is repeated while the database is away | 300 |
    /// | `PAASTECH_IMAGES_KEPT` | deployments of a project that keep their image | 5 |
    ///
    /// - Throws: ``PlatformError`` with code `invalid` that names the key.
    public init(config: ConfigReader) throws(PlatformError) {
        guard let dataDirectory = config.string(forKey: "paastech.data.dir"), dataDirectory.hasPrefix("/") else {
            throw PlatformError(.invalid, "PAASTECH_DATA_DIR is not set to an absolute path")
        }
        self.init(dataDirectory: dataDirectory)
        registry = config.string(forKey: "paastech.registry", default: registry)
        domain = config.string(forKey: "paastech.domain", default: domain)
        applicationScheme = config.string(forKey: "paastech.application.url.scheme", default: applicationScheme)
        guard ["http", "https"].contains(applicationScheme) else {
            throw PlatformError(.invalid, "PAASTECH_APPLICATION_URL_SCHEME is neither http nor https")
        }
        let httpPort = config.int(forKey: "paastech.http.port", default: applicationScheme == "https" ? 443 : 80)
        applicationPort = config.int(forKey: "paastech.application.url.port", default: httpPort)
        builder = config.string(forKey: "paastech.builder", default: builder)
        if let patterns = config.string(forKey: "paastech.builders") { builders = ImageAllowList(parsing: patterns) }
        buildSlots = try Self.positive(config, "paastech.build.slots", default: buildSlots)
        replicas = try Self.positive(config, "paastech.replicas", default: replicas)
        imagesKept = try Self.positive(config, "paastech.images.kept", default: imagesKept)
        rolloutDeadline = .seconds(try Self.positive(config, "paastech.rollout.deadline", default: 60))
        databasePatience = .seconds(try Self.positive(config, "paastech.database.patience", default: 300))
    }

    private static func positive(
        _ config: ConfigReader, _ key: ConfigKey, default value: Int
    ) throws(PlatformError) -> Int {
        let number = config.int(forKey: key, default: value)
        guard number > 0 else {
            let name = key.description.uppercased().split(separator: ".").joined(separator: "_")
            throw PlatformError(.invalid, "\(name) must be a positive number")
        }
        return number
    }
}
