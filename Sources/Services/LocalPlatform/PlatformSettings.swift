import Configuration
import PlatformModel

/// How one platform is run. Every key is read once, here or in ``PlatformSettings/Key``, and listed by
/// `paastechd config`; a command-line option of the same name wins.
public struct PlatformSettings: Sendable {
    public var dataDirectory: String
    public var ssh = HostAndPort(host: "127.0.0.1", port: 2222)
    public var sshPublic: HostAndPort?
    public var sshLimits = SSHLimitSettings()
    public var http = HostAndPort(host: "127.0.0.1", port: 8080)
    public var api = HostAndPort(host: "127.0.0.1", port: 8081)
    /// What people reach the client API by, where that is not its address, for instance `https://paas.example.org`.
    public var apiURL: String?
    /// Reverse proxies in front of the client API.
    public var apiProxies: [String] = []
    /// `smtp://[USER:PASSWORD@]HOST[:PORT]` or `smtps://…`; holds a secret.
    public var smtpURL: String?
    /// PEM file.
    public var smtpAuthorities: String?
    public var mailFrom: String?
    public var https: HostAndPort?
    public var acmeEmail: String?
    public var dnsProvider: String?
    public var acmeDirectory: String?
    /// PEM file.
    public var acmeAuthorities: String?
    public var dnsResolvers: [String] = []
    public var registry = HostAndPort(host: "127.0.0.1", port: 5000)
    public var domain = "localhost"
    public var databaseURL: String?
    public var services = ServiceAddressSettings()
    public var dockerSocket = "/var/run/docker.sock"
    public var traefik: String?
    /// Base URL of the API of a Traefik that `up` does not run itself.
    public var traefikAPI: String?
    public var pack: String?
    public var hooks: String?
    public var builder = "paastech/builder:bookworm"
    public var builders = ["paastech/*", "paketobuildpacks/*", "heroku/*"]
    public var maximumPushBytes = 2 << 30
    public var maximumPushMemory = 1 << 30
    public var buildSlots = 2
    public var buildMemory = 2 << 30
    public var buildCPUs = 2.0
    public var replicas = 1
    public var applicationMemory = 512 << 20
    public var applicationCPUs = 1.0
    public var rolloutDeadline: Duration = .seconds(60)
    public var drainTime: Duration = .seconds(10)
    public var applicationSubnets = "10.213.0.0/16"
    public var sweepInterval: Duration = .seconds(30)
    public var routing = "file"
    public var logLevel = "info"

    public init(dataDirectory: String) {
        self.dataDirectory = dataDirectory
    }
}

extension PlatformSettings {
    /// A key of the environment with what it means, for the reader and for `paastechd config`.
    public struct Key: Sendable {
        public let name: String
        public let meaning: String

        /// The environment variable.
        public var variable: String {
            name.uppercased().replacing(".", with: "_")
        }
    }

    /// Every key, in the order in which they are listed.
    public static let keys = platformKeys + ServiceAddressSettings.keys + SSHLimitSettings.keys

    private static let platformKeys: [Key] = [
        Key(name: "paastech.data.dir", meaning: "where everything is kept"),
        Key(name: "paastech.ssh", meaning: "HOST:PORT of the SSH server"),
        Key(
            name: "paastech.ssh.public",
            meaning: "HOST:PORT that users push to, where it is not the one listened on"),
        Key(name: "paastech.http", meaning: "HOST:PORT at which applications answer"),
        Key(name: "paastech.api", meaning: "HOST:PORT of the client API"),
        Key(name: "paastech.api.url", meaning: "what people reach the client API by, behind a proxy with TLS"),
        Key(name: "paastech.api.proxies", meaning: "comma-separated IP addresses whose X-Forwarded-For is believed"),
        Key(
            name: "paastech.smtp.url",
            meaning: "smtp://[USER:PASSWORD@]HOST[:PORT] or smtps://; without it no mail is sent"),
        Key(
            name: "paastech.smtp.authorities",
            meaning: "PEM file of the authorities that vouch for the mail server, instead of the system's"),
        Key(name: "paastech.mail.from", meaning: "address that mails come from; needed with paastech.smtp.url"),
        Key(name: "paastech.https", meaning: "HOST:PORT at which applications answer with TLS"),
        Key(name: "paastech.acme.email", meaning: "account of the certificate authority"),
        Key(
            name: "paastech.acme.directory",
            meaning: "directory URL of a certificate authority other than Let's Encrypt"),
        Key(
            name: "paastech.acme.authorities",
            meaning: "PEM file of the certificates that vouch for that authority's own server, beside the system's"),
        Key(name: "paastech.dns.provider", meaning: "Traefik's name of the DNS provider for DNS-01"),
        Key(
            name: "paastech.dns.resolvers",
            meaning: "comma-separated HOST:PORT list to look challenge records up at, instead of the zone's own servers"
        ),
        Key(name: "paastech.registry", meaning: "HOST:PORT of the image registry"),
        Key(name: "paastech.domain", meaning: "applications answer at <project>.user-app.<domain>"),
        Key(name: "paastech.database.url", meaning: "PostgreSQL to use instead of the embedded one"),
        Key(name: "paastech.docker.socket", meaning: "unix socket of the Docker engine"),
        Key(name: "paastech.traefik", meaning: "the Traefik program"),
        Key(name: "paastech.traefik.api", meaning: "base URL of Traefik's API, for pomegranate alone"),
        Key(name: "paastech.pack", meaning: "the pack program, instead of pack on PATH or the bundled paastech-pack"),
        Key(name: "paastech.hooks", meaning: "directory of the compiled git hooks"),
        Key(name: "paastech.builder", meaning: "builder image of projects that name none"),
        Key(name: "paastech.builders", meaning: "comma-separated patterns of builder images that projects may name"),
        Key(name: "paastech.push.limit", meaning: "bytes that one push may send"),
        Key(name: "paastech.push.memory", meaning: "bytes of memory that git may take to unpack a push (1073741824)"),
        Key(name: "paastech.build.slots", meaning: "how many builds run at once"),
        Key(name: "paastech.build.memory", meaning: "memory of one build in bytes"),
        Key(name: "paastech.build.cpus", meaning: "CPUs of one build"),
        Key(name: "paastech.replicas", meaning: "containers of an application"),
        Key(name: "paastech.application.memory", meaning: "memory of one container in bytes"),
        Key(name: "paastech.application.cpus", meaning: "CPUs of one container"),
        Key(name: "paastech.application.subnets", meaning: "IPv4 range that project networks are cut from"),
        Key(name: "paastech.rollout.deadline", meaning: "seconds within which a new version must be healthy"),
        Key(name: "paastech.drain.time", meaning: "seconds that requests to the old version get to finish, at most"),
        Key(
            name: "paastech.sweep.interval", meaning: "seconds between two looks for what processes that died have left"
        ),
        Key(name: "paastech.routing", meaning: "file, or labels for a Traefik of the operator's own"),
        Key(name: "paastech.log.level", meaning: "trace, debug, info, notice, warning, error or critical"),
    ]
}

extension PlatformSettings {
    /// Reads the keys above.
    /// - Throws: ``PlatformError`` with code `invalid` that names the variable.
    public init(config: ConfigReader, defaultDataDirectory: String) throws(PlatformError) {
        self.init(dataDirectory: config.string(forKey: "paastech.data.dir", default: defaultDataDirectory))
        ssh = try config.address("paastech.ssh") ?? ssh
        sshPublic = try config.address("paastech.ssh.public")
        sshLimits = try SSHLimitSettings(config: config)
        http = try config.address("paastech.http") ?? http
        api = try config.address("paastech.api") ?? api
        apiURL = config.string(forKey: "paastech.api.url")
        apiProxies = config.list("paastech.api.proxies") ?? apiProxies
        smtpURL = config.string(forKey: "paastech.smtp.url", isSecret: true)
        smtpAuthorities = config.string(forKey: "paastech.smtp.authorities")
        mailFrom = config.string(forKey: "paastech.mail.from")
        https = try config.address("paastech.https")
        registry = try config.address("paastech.registry") ?? registry
        acmeEmail = config.string(forKey: "paastech.acme.email")
        acmeDirectory = config.string(forKey: "paastech.acme.directory")
        acmeAuthorities = config.string(forKey: "paastech.acme.authorities")
        dnsProvider = config.string(forKey: "paastech.dns.provider")
        dnsResolvers = config.list("paastech.dns.resolvers") ?? dnsResolvers
        domain = config.string(forKey: "paastech.domain", default: domain)
        databaseURL = config.string(forKey: "paastech.database.url", isSecret: true)
        services = ServiceAddressSettings(config: config)
        dockerSocket = config.string(forKey: "paastech.docker.socket", default: dockerSocket)
        traefik = config.string(forKey: "paastech.traefik")
        traefikAPI = config.string(forKey: "paastech.traefik.api")
        pack = config.string(forKey: "paastech.pack")
        hooks = config.string(forKey: "paastech.hooks")
        builder = config.string(forKey: "paastech.builder", default: builder)
        builders = config.list("paastech.builders") ?? builders
        maximumPushBytes = try config.number("paastech.push.limit", in: 1...(1 << 40)) ?? maximumPushBytes
        maximumPushMemory =
            try config.number("paastech.push.memory", in: (32 << 20)...(1 << 40)) ?? maximumPushMemory
        buildSlots = try config.number("paastech.build.slots", in: 1...64) ?? buildSlots
        buildMemory = try config.number("paastech.build.memory", in: (64 << 20)...(1 << 40)) ?? buildMemory
        buildCPUs = config.double(forKey: "paastech.build.cpus", default: buildCPUs)
        replicas = try config.number("paastech.replicas", in: 1...32) ?? replicas
        applicationMemory =
            try config.number("paastech.application.memory", in: (16 << 20)...(1 << 40)) ?? applicationMemory
        applicationCPUs = config.double(forKey: "paastech.application.cpus", default: applicationCPUs)
        applicationSubnets = config.string(forKey: "paastech.application.subnets", default: applicationSubnets)
        rolloutDeadline =
            try config.number("paastech.rollout.deadline", in: 1...3600).map { .seconds($0) } ?? rolloutDeadline
        drainTime = try config.number("paastech.drain.time", in: 0...3600).map { .seconds($0) } ?? drainTime
        sweepInterval = try config.number("paastech.sweep.interval", in: 1...3600).map { .seconds($0) } ?? sweepInterval
        routing = config.string(forKey: "paastech.routing", default: routing)
        logLevel = config.string(forKey: "paastech.log.level", default: logLevel)
    }
}

extension PlatformSettings {
    /// The host of remotes where it is not the one listened on: as set, or this machine's name where every address of it
    /// is listened on, since 0.0.0.0 is none to push to.
    public var sshPublicHost: String? { sshPublic?.host ?? (ssh.isWildcard ? HostAndPort.machineName : nil) }
}

extension ConfigReader {
    fileprivate func address(_ key: ConfigKey) throws(PlatformError) -> HostAndPort? {
        guard let text = string(forKey: key) else { return nil }
        return try HostAndPort(parsing: text)
    }

    fileprivate func list(_ key: ConfigKey) -> [String]? {
        string(forKey: key)?.split(separator: ",").map(String.init)
    }

    func number(_ key: ConfigKey, in range: ClosedRange<Int>) throws(PlatformError) -> Int? {
        guard let text = string(forKey: key) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw PlatformError(
                .invalid,
                "setting \(key) is \(text.quotedForDisplay): a number from \(range.lowerBound) to \(range.upperBound) is expected"
            )
        }
        return value
    }
}
