import ArgumentParser
import Buildpacks

/// `build`, with `pack`'s flags.
struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Generate an application image from source code.")

    @Argument(help: "Name of the image.") var image: String
    @Option(name: [.customShort("t"), .long], help: "Additional name of the image.") var tag: [String] = []
    @Option(name: .shortAndLong, help: "Directory of the source.") var path = "."
    @Option(name: [.customShort("B"), .long], help: "Builder image.") var builder: String
    @Option(name: .shortAndLong, help: "Buildpack: id, id@version, urn:cnb:builder:…, from=builder or a directory.")
    var buildpack: [String] = []
    @Option(name: .shortAndLong, help: "Build variable, KEY=VALUE; KEY alone takes the value from here.")
    var env: [String] = []
    @Option(name: .customLong("env-file"), help: "File with one build variable a line.") var envFile: [String] = []
    @Option(help: "type=build|launch;format=volume;name=NAME") var cache: [CacheOption] = []
    @Option(name: .customLong("pull-policy"), help: "never or if-not-present: images are never pulled.")
    var pullPolicy: PullPolicy = .ifNotPresent
    @Option(name: .customLong("lifecycle-image"), help: "Accepted for pack's sake; the lifecycle is built in.")
    var lifecycleImage: String?
    @Option(help: "Network of the build container.") var network: String?
    @Option(name: .customLong("creation-time"), help: "Creation time of the image: Unix seconds or now.")
    var creationTime: CreationTime?
    @Option(name: .shortAndLong, help: "Path of the project descriptor.") var descriptor: String?
    @Option(name: [.customShort("D"), .customLong("default-process")], help: "Default process type.")
    var defaultProcess: String?
    @Option(name: .customLong("run-image"), help: "Run image in place of the builder's.") var runImage: String?
    @Option(help: "Mount for the build, HOST:CONTAINER[:OPTIONS].") var volume: [String] = []
    @Option(help: "Memory of the build in MiB.") var memory: Int64?
    @Option(help: "CPUs of the build.") var cpus: Double?
    @Option(name: .customLong("pids-limit"), help: "Processes of the build.") var pidsLimit: Int64?
    @Option(name: .customLong("timeout"), help: "Seconds the build may take.") var timeout: Int64?
    @Flag(name: .customLong("no-color"), help: "No colours; there are none.") var noColor = false
    @Flag(name: .customLong("clear-cache"), help: "Forget what earlier builds left.") var clearCache = false
    @Flag(help: "Write the image to the registry of its name.") var publish = false
    @Flag(name: .shortAndLong, help: "Show errors only.") var quiet = false
    @Flag(name: .shortAndLong, help: "Show more.") var verbose = false

    func run() async throws {
        let output = BuildOutput(level: quiet ? .quiet : verbose ? .verbose : .normal)
        let build = ImageBuild(
            try options(), engine: try DockerHost.engine(), lifecycle: try .besideExecutable(), output: output)
        _ = try await build.run()
    }

    private func options() throws -> BuildOptions {
        var options = BuildOptions(image: image, path: path, builder: builder)
        options.additionalTags = tag
        options.buildpacks = buildpack.flatMap { $0.split(separator: ",").map(String.init) }
        options.environment = try BuildVariables.read(files: envFile, values: env)
        options.buildCache = cache.last { $0.isBuild }.map { .init(name: $0.name) }
        options.launchCache = cache.last { !$0.isBuild }.map { .init(name: $0.name) }
        options.network = network
        options.creationTime = creationTime?.seconds
        options.descriptorPath = descriptor
        options.defaultProcess = defaultProcess
        options.runImage = runImage
        options.volumes = volume
        options.clearsCache = clearCache
        options.publishes = publish
        if let memory { options.limits.memory = memory << 20 }
        if let cpus { options.limits.cpus = cpus }
        if let pidsLimit { options.limits.processes = pidsLimit }
        if let timeout { options.limits.duration = .seconds(timeout) }
        return options
    }
}
