import ArgumentParser
import Buildpacks

/// `build`, with `pack`'s flags.
struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Generate an application image from source code.")

    @Argument(help: "Name of the image.") var image: String
    @Option(name: [.customShort("t"), .long], help: "Additional name of the image.") var tag: [String] = []
    @Option(name: .shortAndLong, help: "Directory or zip file of the source.") var path = "."
    @Option(name: [.customShort("B"), .long], help: "Builder image; else the project descriptor names it.")
    var builder: String?
    @Option(
        name: .shortAndLong,
        help:
            "Buildpack: id, id@version, urn:cnb:builder:…, from=builder, a directory, .tgz or .cnb file, or docker://IMAGE."
    )
    var buildpack: [String] = []
    @Option(name: .customLong("pre-buildpack"), help: "Buildpack to put before every group of the builder's order.")
    var preBuildpack: [String] = []
    @Option(name: .customLong("post-buildpack"), help: "Buildpack to put after every group of the builder's order.")
    var postBuildpack: [String] = []
    @Option(name: .shortAndLong, help: "Build variable, KEY=VALUE; KEY alone takes the value from here.")
    var env: [String] = []
    @Option(name: .customLong("env-file"), help: "File with one build variable a line.") var envFile: [String] = []
    @Option(
        help:
            "type=build|launch;format=volume[;name=NAME], type=build;format=bind;source=DIRECTORY, or with --publish type=build;format=image;name=IMAGE."
    )
    var cache: [CacheOption] = []
    @Option(name: .customLong("cache-image"), help: "Image that keeps cached layers; with --publish only.")
    var cacheImage: String?
    @Option(name: .customLong("pull-policy"), help: "Whether images are fetched: always, never or if-not-present.")
    var pullPolicy: BuildOptions.PullPolicy = .always
    @Option(name: .customLong("lifecycle-image"), help: "Image whose launcher applications get.")
    var lifecycleImage: String?
    @Option(help: "Network of the build container.") var network: String?
    @Option(name: .customLong("creation-time"), help: "Creation time of the image: Unix seconds or now.")
    var creationTime: CreationTime?
    @Option(name: .shortAndLong, help: "Path of the project descriptor.") var descriptor: String?
    @Option(name: [.customShort("D"), .customLong("default-process")], help: "Default process type.")
    var defaultProcess: String?
    @Option(name: .customLong("run-image"), help: "Run image in place of the builder's.") var runImage: String?
    @Option(name: .customLong("previous-image"), help: "Image whose layers are reused in place of the name's own.")
    var previousImage: String?
    @Option(help: "Mount for the build, HOST:CONTAINER[:OPTIONS]; read-only unless the options say rw.")
    var volume: [String] = []
    @Option(help: "Where the application lies in build container and image.") var workspace: String?
    @Option(name: .customLong("report-output-dir"), help: "Directory report.toml is written to.")
    var reportOutputDirectory: String?
    @Option(name: .customLong("sbom-output-dir"), help: "Directory the bills of materials are written to.")
    var sbomOutputDirectory: String?
    @Option(help: "Memory of the build in MiB.") var memory: Int64?
    @Option(help: "CPUs of the build.") var cpus: Double?
    @Option(name: .customLong("pids-limit"), help: "Processes of the build.") var pidsLimit: Int64?
    @Option(name: .customLong("timeout"), help: "Seconds the build may take.") var timeout: Int64?
    @Flag(name: .customLong("clear-cache"), help: "Forget what earlier builds left.") var clearCache = false
    @Flag(help: "Write the image to the registry of its name.") var publish = false
    @OptionGroup var display: OutputOptions

    func run() async throws {
        let build = ImageBuild(
            try options(), engine: try DockerHost.engine(), lifecycle: try .besideExecutable(),
            logins: DockerHost.logins, volumeKeys: DockerHost.volumeKeys, output: display.output)
        _ = try await build.run()
    }

    private func options() throws -> BuildOptions {
        var options = BuildOptions(image: image, path: path, builder: builder)
        options.additionalTags = tag
        options.buildpacks = buildpack.flatMap { $0.split(separator: ",").map(String.init) }
        options.preBuildpacks = preBuildpack
        options.postBuildpacks = postBuildpack
        options.environment = try BuildVariables.read(files: envFile, values: env)
        options.cache = try CacheChoice.cache(cache, image: cacheImage, publishes: publish)
        if case .volume(let name)? = cache.last(where: { !$0.isBuild })?.place { options.launchCache = name }
        options.pullPolicy = pullPolicy
        options.lifecycleImage = lifecycleImage
        options.network = network
        options.creationTime = creationTime?.seconds
        options.descriptorPath = descriptor
        options.defaultProcess = defaultProcess
        options.runImage = runImage
        options.previousImage = previousImage
        options.volumes = try volume.map { try VolumeOption.bind($0) }
        options.workspace = workspace ?? options.workspace
        options.reportDirectory = reportOutputDirectory
        options.billsDirectory = sbomOutputDirectory
        options.clearsCache = clearCache
        options.publishes = publish
        limit(&options.limits)
        return options
    }

    private func limit(_ limits: inout BuildOptions.Limits) {
        if let memory { limits.memory = memory << 20 }
        if let cpus { limits.cpus = cpus }
        if let pidsLimit { limits.processes = pidsLimit }
        if let timeout { limits.duration = .seconds(timeout) }
    }
}
