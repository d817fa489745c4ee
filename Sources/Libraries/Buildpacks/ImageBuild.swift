import ApplicationImages
import BuildpackLifecycle
import DockerEngine
import OCIRegistry

/// Builds an application image from source with a builder (Platform specification, "Build").
public struct ImageBuild: Sendable {
    public static let version = "0.1.0"

    let options: BuildOptions
    let engine: DockerEngine
    let lifecycle: LifecycleBinary
    let logins: RegistryLogins
    let volumeKeys: VolumeKeys
    let output: BuildOutput

    public init(
        _ options: BuildOptions, engine: DockerEngine, lifecycle: LifecycleBinary, logins: RegistryLogins = .none,
        volumeKeys: VolumeKeys = VolumeKeys(), output: BuildOutput
    ) {
        self.options = options
        self.engine = engine
        self.lifecycle = lifecycle
        self.logins = logins
        self.volumeKeys = volumeKeys
        self.output = output
    }

    /// What a build ended with.
    public struct Outcome: Sendable {
        /// The manifest's digest where the image was published.
        public var digest: ContentDigest?
        public var imageID: ContentDigest
        /// Bytes of the manifest where the image was published.
        public var manifestSize: Int64?
    }

    /// What is known of a build before it starts.
    struct Analysis: Sendable {
        var names: [ImageReference]
        var descriptor: ProjectDescriptor
        var builder: BuilderImage
        var previous: PreviousImage?
        var runImage: RunImageSource
        var cache: BuildCache
    }

    /// Runs the build. Throws ``BuildFailure``, or the error of Docker, the registry or a malformed document.
    public func run() async throws -> Outcome {
        let names = try ([options.image] + options.additionalTags).map { try ImageReference($0) }
        let source = try await ApplicationSource.open(options.path)
        try checkWorkspace()
        let descriptor = try readDescriptor(source)
        let target = try await target(of: names)
        let analysis = try await analyze(names, descriptor, target)
        async let preparedBase = target.prepareBase(analysis.runImage)
        let launcherSource = LauncherSource(options, builder: analysis.builder, engine: engine, lifecycle: lifecycle)
        async let launcher = launcherLayer(launcherSource)
        let sent = try await requestArchive(source, analysis, target)
        let container = BuildContainer(
            engine: engine, builder: analysis.builder, options: options, cache: analysis.cache, lifecycle: lifecycle,
            output: output)
        let (product, removal) = try await container.run(request: sent)

        output.phase("EXPORTING")
        let outcome: Result<Outcome, any Error>
        do {
            let export = Export(
                product: product, base: try await preparedBase, launcher: try await launcher,
                launcherVersion: launcherSource.version)
            outcome = .success(try await write(export, analysis))
        } catch {
            outcome = .failure(error)
        }
        await removal.value
        let made = try outcome.get()
        if let directory = options.billsDirectory {
            try BillsOutput(directory: BytePath(directory)).write(
                [product.bills, product.buildBills].compactMap { $0 })
        }
        try report(made, names)
        return made
    }

    private func target(of names: [ImageReference]) async throws -> any ExportTarget {
        let target: any ExportTarget =
            options.publishes
            ? try await RegistryTarget(
                names[0], previous: options.previousImage, engine: engine, logins: logins, output: output)
            : DaemonTarget(reference: names[0], previous: options.previousImage, engine: engine)
        try target.check(names)
        return target
    }

    private func launcherLayer(_ source: LauncherSource) async throws -> FileLayer {
        let contents = try await source.contents()
        return try await BlockingWork.run("launcher") { try LifecycleLayers.launcher(contents) }
    }

    var images: ImageFetch {
        ImageFetch(engine: engine, policy: options.pullPolicy, logins: logins, output: output)
    }

    /// The workspace becomes a directory of the image, so it must not hide one of the lifecycle's or the system's.
    private func checkWorkspace() throws {
        let parts = options.workspace.split(separator: "/")
        let taken = [
            "bin", "cache", "cnb", "dev", "etc", "layers", "lib", "platform", "proc", "sbin", "sys", "tmp", "usr",
        ]
        guard options.workspace.hasPrefix("/"), let first = parts.first, !parts.contains(".."), !parts.contains("."),
            !taken.contains(String(first)), "/" + parts.joined(separator: "/") == options.workspace
        else {
            throw BuildFailure(
                .invalid,
                "--workspace \"\(options.workspace)\" must be an absolute path outside of the system's directories")
        }
    }

    private func readDescriptor(_ source: ApplicationSource) throws -> ProjectDescriptor {
        let path = options.descriptorPath.map { BytePath($0) }
        guard let place = path ?? source.descriptor else { return ProjectDescriptor() }
        let descriptor = try ProjectDescriptor.read(place, isRequired: path != nil)
        for warning in descriptor.warnings { output.line("Warning: \(warning)") }
        return descriptor
    }
}
