import BuildpackLifecycle
import DockerEngine
import OCIRegistry

/// Builds an application image from source with a builder (Platform specification, "Build").
public struct ImageBuild: Sendable {
    public static let version = "0.1.0"

    private let options: BuildOptions
    private let engine: DockerEngine
    private let lifecycle: LifecycleBinary
    private let logins: RegistryLogins
    private let output: BuildOutput

    public init(
        _ options: BuildOptions, engine: DockerEngine, lifecycle: LifecycleBinary, logins: RegistryLogins = .none,
        output: BuildOutput
    ) {
        self.options = options
        self.engine = engine
        self.lifecycle = lifecycle
        self.logins = logins
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

    /// Runs the build. Throws ``BuildFailure``, or the error of Docker, the registry or a malformed document.
    public func run() async throws -> Outcome {
        let names = try ([options.image] + options.additionalTags).map { try ImageReference($0) }
        let source = try await ApplicationSource.open(options.path)
        try checkWorkspace()
        let descriptor = try readDescriptor(source)
        let target: any ExportTarget =
            options.publishes
            ? try await RegistryTarget(
                names[0], previous: options.previousImage, engine: engine, logins: logins, output: output)
            : DaemonTarget(reference: names[0], previous: options.previousImage, engine: engine)
        try target.check(names)
        async let loadedBuilder = loadBuilder(descriptor)
        async let loadedPrevious = target.loadPrevious()
        output.phase("ANALYZING")
        let builder = try await loadedBuilder
        let previous = try await loadedPrevious
        guard let runImage = options.runImage.map({ .init(image: $0, mirrors: nil) }) ?? builder.metadata.runImage
        else {
            throw BuildFailure(.invalid, "builder \"\(builder.name)\" names no run image; give one with --run-image")
        }
        if options.pullPolicy != .never, !target.holds(try ImageReference(runImage.image)) {
            try await images.ensure(runImage.image)
        }
        try await target.requireRunImage(runImage)
        async let preparedBase = target.prepareBase(runImage)
        let launcherSource = LauncherSource(options, builder: builder, engine: engine, lifecycle: lifecycle)
        async let launcher = launcherLayer(launcherSource)
        var request = try await requestArchive(
            source, builder, descriptor, previous: options.clearsCache ? nil : previous?.metadata)
        if !options.clearsCache, let previous { request.bills = try await target.loadBills(of: previous) }
        let sent = request
        let container = BuildContainer(
            engine: engine, builder: builder, options: options, lifecycle: lifecycle, output: output)
        let (product, removal) = try await container.run(request: sent)

        output.phase("EXPORTING")
        let outcome: Result<Outcome, any Error>
        do {
            let base = try await preparedBase
            var plan = try ImagePlan(
                product, launcher: try await launcher, userID: builder.userID, groupID: builder.groupID,
                runImage: base.metadata, previous: previous, output: output)
            plan.workspace = options.workspace
            let about = ImageLabels(
                stackID: builder.stackID, launcherVersion: launcherSource.version, project: descriptor.metadata)
            try plan.chooseDefaultProcess(options.defaultProcess, output)
            plan.labels = try about.labels(for: plan, of: product.result, output)
            output.line("Saving \(options.image)...")
            let created = options.creationTime ?? TarHeader.normalizedTime
            outcome = .success(
                try await base.export(plan, previous: previous, created: created, names: names))
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

    private func launcherLayer(_ source: LauncherSource) async throws -> FileLayer {
        let contents = try await source.contents()
        return try await BlockingWork.run("launcher") { try LifecycleLayers.launcher(contents) }
    }

    private var images: ImageFetch {
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

    private func loadBuilder(_ descriptor: ProjectDescriptor) async throws -> BuilderImage {
        guard let name = options.builder ?? descriptor.builder else {
            throw BuildFailure(.invalid, "no builder is given; name one with --builder or in project.toml")
        }
        try await images.ensure(name)
        let builder = try await BuilderImage.load(name, from: engine)
        try builder.requireNoExtensions()
        return builder
    }

    private func requestArchive(
        _ source: ApplicationSource, _ builder: BuilderImage, _ descriptor: ProjectDescriptor, previous: LayersMetadata?
    ) async throws -> RequestArchive {
        let selection = try await select(builder, descriptor)
        if let previous {
            for (buildpack, layer, _) in previous.restorable {
                output.line("Restoring metadata for \"\(buildpack):\(layer)\" from app image")
            }
        }
        var request = BuildRequest(
            order: selection.order, target: builder.target, app: options.workspace,
            isVerbose: output.level == .verbose, restoresCache: !options.clearsCache)
        request.wantsBuildBills = options.billsDirectory != nil
        let keepsLarge = options.launchCache != nil
        let exchange = try await BlockingWork.run("survey") {
            try source.exchange(filter: descriptor.filter, keepsLarge: keepsLarge)
        }
        request.knowsUntouchedFiles = exchange != nil
        request.keepsSource = exchange?.keepsSource == true
        return RequestArchive(
            request: request, source: source, exchange: exchange, filter: descriptor.filter,
            environment: descriptor.environment + options.environment, buildpacks: selection.local, previous: previous)
    }

    /// The command's buildpacks go before the descriptor's; what comes before and after is for the builder's order only.
    private func select(_ builder: BuilderImage, _ descriptor: ProjectDescriptor) async throws -> BuildpackSelection {
        func named(_ values: [String], or others: [BuildpackLocator]) -> [BuildpackLocator] {
            values.isEmpty ? others : values.map { .named($0, directory: nil) }
        }
        var selection = BuildpackSelection(
            builder: builder, sources: BuildpackSources(packages: PackageReader(engine: engine, images: images)))
        let buildpacks = named(options.buildpacks, or: descriptor.buildpacks)
        let pre = named(options.preBuildpacks, or: descriptor.preBuildpacks)
        let post = named(options.postBuildpacks, or: descriptor.postBuildpacks)
        if buildpacks.isEmpty {
            try await selection.surround(pre: pre, post: post)
        } else {
            try await selection.replace(buildpacks)
        }
        return selection
    }

    /// The names and digests, as `pack` shows them at the end, and the report.
    private func report(_ outcome: Outcome, _ names: [ImageReference]) throws {
        output.line("*** Images (\(outcome.digest?.description ?? String(outcome.imageID.hex.prefix(12)))):")
        for name in [options.image] + options.additionalTags { output.line("      \(name)") }
        if let digest = outcome.digest { output.line("*** Digest: \(digest)") }
        if let directory = options.reportDirectory {
            try BuildReport(
                tags: names.map(\.description), digest: outcome.digest?.description,
                imageID: outcome.digest == nil ? outcome.imageID.description : nil, manifestSize: outcome.manifestSize
            ).write(into: directory)
        }
        output.line("Successfully built image '\(options.image)'")
        output.result(options.image)
    }
}
