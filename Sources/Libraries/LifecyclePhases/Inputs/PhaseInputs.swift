import ApplicationImages
import BuildpackLifecycle
import OCIImages

/// What a phase was asked to do (Platform specification, "Inputs" of each phase).
struct PhaseInputs {
    let phase: Phase
    /// As they were given, for the phases that a creator starts.
    let flags: FlagParser
    var app: BytePath
    var layers: BytePath
    var platform: BytePath
    var buildConfig: BytePath
    var buildpacks: BytePath
    var order: BytePath
    var system: BytePath
    var analyzed: BytePath
    var group: BytePath
    var plan: BytePath
    var projectMetadata: BytePath
    var report: BytePath
    var run: BytePath
    var stack: BytePath?
    var launcher: BytePath
    var cache: BytePath?
    var launchCache: BytePath?
    var previousImage: String?
    var runImage: String?
    var processType: String?
    var tags: [String]
    /// The images named behind the flags.
    var images: [String]
    var userID: UInt32?
    var groupID: UInt32?
    var skipsLayers: Bool
    var isForced: Bool
    var stackID: String?
    /// Seconds since 1970 for the image's `created`.
    var created: Int64
    var level: BuildOutput.Level
    /// Whether images are a Docker daemon's; else they are in registries.
    var usesDaemon: Bool
    var daemonSocket: String
    var insecureRegistries: [String]
    /// Logins as the platform hands them, a secret.
    private var registryHeaders: String?
    private var logins: RegistryLogins

    init(_ phase: Phase, arguments: [String], environment: [String: String]) throws(BuildpackError) {
        let flags = try FlagParser(phase, arguments: arguments, environment: environment)
        func path(_ name: String, _ fallback: String) -> BytePath { BytePath(flags.values[name] ?? fallback) }
        self.phase = phase
        self.flags = flags
        layers = path("layers", "/layers")
        let inner = layers
        func file(_ name: String, _ fallback: String) -> BytePath {
            flags.values[name].map { BytePath($0) } ?? inner.appending(fallback)
        }
        app = path("app", "/workspace")
        platform = path("platform", "/platform")
        buildConfig = path("build-config", "/cnb/build-config")
        buildpacks = path("buildpacks", "/cnb/buildpacks")
        let written = inner.appending("order.toml")
        let isWritten = try FileSystem.status(written, followingLinks: true) != nil
        order = flags.values["order"].map { BytePath($0) } ?? (isWritten ? written : "/cnb/order.toml")
        system = path("system", "/cnb/system.toml")
        analyzed = file("analyzed", "analyzed.toml")
        group = file("group", "group.toml")
        plan = file("plan", "plan.toml")
        projectMetadata = file("project-metadata", "project-metadata.toml")
        report = file("report", "report.toml")
        run = path("run", "/cnb/run.toml")
        stack = flags.values["stack"].map { BytePath($0) }
        launcher = path("launcher", "/cnb/lifecycle/launcher")
        cache = flags.values["cache-dir"].map { BytePath($0) }
        launchCache = flags.values["launch-cache"].map { BytePath($0) }
        previousImage = flags.values["previous-image"]
        runImage = flags.values["run-image"]
        processType = flags.values["process-type"]
        tags = flags.lists["tag"] ?? []
        images = flags.words
        userID = try flags.number("uid")
        groupID = try flags.number("gid")
        let skipsRestore = try flags.boolean("skip-restore")
        skipsLayers = try flags.boolean("skip-layers") || skipsRestore
        isForced = try flags.boolean("force")
        stackID = environment["CNB_STACK_ID"]
        created = environment["SOURCE_DATE_EPOCH"].flatMap { Int64($0) } ?? TarHeader.normalizedTime
        level = try Self.level(flags.values["log-level"])
        usesDaemon = try flags.boolean("daemon")
        daemonSocket = try Self.socket(environment["DOCKER_HOST"])
        insecureRegistries = flags.lists["insecure-registry"] ?? []
        registryHeaders = environment[PhaseProgram.credentials]
        logins = RegistryLogins(
            directory: environment["DOCKER_CONFIG"] ?? environment["HOME"].map { "\($0)/.docker" },
            environment: environment)
        try check()
    }

    /// Where the phase finds images and puts them.
    func store(_ transports: RegistryTransports) throws(BuildpackError) -> any ImageStore {
        if usesDaemon {
            return DaemonImages(daemon: Daemon(socketPath: daemonSocket), cache: LaunchCache(launchCache))
        }
        let credentials = try RegistryCredentialsSource(variable: registryHeaders, logins: logins)
        return RegistryImages(
            connections: RegistryConnections(transports, insecure: insecureRegistries, credentials: credentials))
    }

    var output: BuildOutput { BuildOutput(level: level) }
    var log: PhaseLog { PhaseLog(isVerbose: level == .verbose, descriptor: 1) }

    private static func level(_ text: String?) throws(BuildpackError) -> BuildOutput.Level {
        switch text {
        case "debug": .verbose
        case nil, "info": .normal
        case "warn", "error": .quiet
        case let other?: throw FlagParser.failure("the log level is \"\(other)\"; expected debug, info, warn or error")
        }
    }

    private static func socket(_ host: String?) throws(BuildpackError) -> String {
        guard let host, !host.isEmpty else { return "/var/run/docker.sock" }
        guard host.hasPrefix("unix://") else {
            throw FlagParser.failure("DOCKER_HOST is \"\(host)\"; only unix:// sockets are supported")
        }
        return String(host.dropFirst(7))
    }

    /// Refuses what the phase could not do anyway, before it begins.
    private func check() throws(BuildpackError) {
        switch phase {
        case .detector, .builder:
            guard images.isEmpty else { throw FlagParser.failure("\"\(images[0])\" is a word too many") }
        case .restorer:
            guard images.isEmpty else { throw FlagParser.failure("\"\(images[0])\" is a word too many") }
        case .analyzer, .exporter, .creator, .rebaser:
            guard !images.isEmpty, phase == .exporter || phase == .rebaser || images.count == 1 else {
                throw FlagParser.failure("expected the name of an image, got \(images.count) words")
            }
            try checkNames(images + tags)
        }
    }

    /// Names have to be sound; without a daemon all of them are in one registry (Platform specification, "Inputs").
    private func checkNames(_ names: [String]) throws(BuildpackError) {
        var hosts: [String] = []
        for name in names {
            do {
                hosts.append(try RegistryPlace(name).host)
            } catch {
                throw FlagParser.failure(error.message)
            }
        }
        guard !usesDaemon, let other = hosts.firstIndex(where: { $0 != hosts[0] }) else { return }
        throw FlagParser.failure(
            "\"\(names[other])\" is not in \(hosts[0]), the registry of \"\(names[0])\"; write to one registry at a time"
        )
    }
}
