import BuildpackLifecycle
import DockerEngine
import OCIRegistry

/// Builds an application image from source with a builder (Platform specification, "Build").
public struct ImageBuild: Sendable {
    public static let version = "0.1.0"

    private let options: BuildOptions
    private let engine: DockerEngine
    private let lifecycle: LifecycleBinary
    private let output: BuildOutput

    public init(_ options: BuildOptions, engine: DockerEngine, lifecycle: LifecycleBinary, output: BuildOutput) {
        self.options = options
        self.engine = engine
        self.lifecycle = lifecycle
        self.output = output
    }

    /// What a build ended with.
    public struct Outcome: Sendable {
        /// The manifest's digest where the image was published.
        public var digest: ContentDigest?
        public var imageID: ContentDigest
    }

    /// Runs the build. Throws ``BuildFailure``, or the error of Docker, the registry or a malformed document.
    public func run() async throws -> Outcome {
        let names = try ([options.image] + options.additionalTags).map { try ImageReference($0) }
        guard try FileSystem.status(BytePath(options.path), followingLinks: true)?.kind == .directory else {
            throw BuildFailure(.invalid, "path \"\(options.path)\" is not a directory")
        }
        let target: any ExportTarget =
            options.publishes
            ? try RegistryTarget(names[0], engine: engine, output: output)
            : DaemonTarget(reference: names[0], engine: engine)
        try target.check(names)
        async let loadedBuilder = BuilderImage.load(options.builder, from: engine)
        async let loadedPrevious = target.loadPrevious()
        output.phase("ANALYZING")
        let builder = try await loadedBuilder
        let previous = try await loadedPrevious
        guard let runImage = options.runImage.map({ .init(image: $0, mirrors: nil) }) ?? builder.metadata.runImage
        else {
            throw BuildFailure(.invalid, "builder \"\(options.builder)\" names no run image; give one with --run-image")
        }
        async let preparedBase = target.prepareBase(runImage)
        async let launcher = BlockingWork.run("launcher") { try LifecycleLayers.launcher(lifecycle.contents()) }
        let request = try requestArchive(builder, previous: options.clearsCache ? nil : previous?.metadata)
        let container = BuildContainer(
            engine: engine, builder: builder, options: options, lifecycle: lifecycle, output: output)
        let (product, removal) = try await container.run { try request.write(to: $0) }

        output.phase("EXPORTING")
        let outcome: Result<Outcome, any Error>
        do {
            let base = try await preparedBase
            var plan = try ImagePlan(
                product, launcher: try await launcher, userID: builder.userID, groupID: builder.groupID,
                runImage: base.metadata, previous: previous, output: output)
            try finish(&plan, product, builder)
            output.line("Saving \(options.image)...")
            let created = options.creationTime ?? TarHeader.normalizedTime
            outcome = .success(
                try await base.export(plan, previous: previous, created: created, names: names))
        } catch {
            outcome = .failure(error)
        }
        await removal.value
        let made = try outcome.get()
        report(made)
        return made
    }

    private func requestArchive(_ builder: BuilderImage, previous: LayersMetadata?) throws -> RequestArchive {
        let descriptorPath = options.descriptorPath.map { BytePath($0) }
        let descriptor = try ProjectDescriptor.read(
            descriptorPath ?? BytePath(options.path).appending("project.toml"), isRequired: descriptorPath != nil)
        let selection = try BuildpackSelection(options.buildpacks, builderOrder: builder.order)
        if let previous {
            for (buildpack, layer, _) in RequestArchive.restorable(previous) {
                output.line("Restoring metadata for \"\(buildpack):\(layer)\" from app image")
            }
        }
        return RequestArchive(
            request: BuildRequest(
                order: selection.order, target: builder.target, isVerbose: output.level == .verbose,
                restoresCache: !options.clearsCache),
            source: BytePath(options.path), filter: descriptor.filter,
            environment: descriptor.environment + options.environment, buildpacks: selection.local, previous: previous)
    }

    /// Chooses the default process and writes the labels.
    private func finish(_ plan: inout ImagePlan, _ product: BuildProduct, _ builder: BuilderImage) throws {
        let types = plan.launch.processes.map(\.type)
        if let wanted = options.defaultProcess {
            guard types.contains(wanted) else {
                output.line(
                    "ERROR: failed to export: tried to set \(wanted) to default but it doesn't exist; "
                        + "process types: \(types.isEmpty ? "none" : types.joined(separator: ", "))")
                throw BuildFailure.lifecycle(Int(LifecycleStatus.exportError.rawValue))
            }
            plan.defaultProcess = wanted
        } else {
            plan.defaultProcess = plan.launch.defaultProcessType ?? (types.count == 1 ? types[0] : nil)
        }
        var labels: [String: String] = [
            LayersMetadata.label: try LabelJSON.encode(plan.metadata),
            BuildMetadata.label: try LabelJSON.encode(BuildMetadata(plan.launch, launcherVersion: Self.version)),
            "io.buildpacks.project.metadata": "{}",
        ]
        for name in labels.keys.sorted() { output.line("Adding label '\(name)'") }
        if let stack = builder.stackID { labels["io.buildpacks.stack.id"] = stack }
        for label in product.result.labels {
            guard !LaunchConfiguration.reserved.contains(label.key) else {
                output.line("ERROR: failed to export: label '\(label.key)' is reserved for the lifecycle")
                throw BuildFailure.lifecycle(Int(LifecycleStatus.exportError.rawValue))
            }
            output.line("Adding label '\(label.key)'")
            labels[label.key] = label.value
        }
        plan.labels = labels
        if let type = plan.defaultProcess { output.line("Setting default process type '\(type)'") }
    }

    /// The names and digests, as `pack` shows them at the end.
    private func report(_ outcome: Outcome) {
        output.line("*** Images (\(outcome.digest?.description ?? String(outcome.imageID.hex.prefix(12)))):")
        for name in [options.image] + options.additionalTags { output.line("      \(name)") }
        if let digest = outcome.digest { output.line("*** Digest: \(digest)") }
        output.line("Successfully built image \(options.image)")
    }
}
