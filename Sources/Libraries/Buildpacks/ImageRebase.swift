import BuildpackLifecycle
import DockerEngine
import FoundationEssentials
import OCIRegistry

/// Puts an application image on another version of its run image, without a build (Platform specification, "Rebase").
public struct ImageRebase: Sendable {
    private let options: RebaseOptions
    private let engine: DockerEngine
    private let logins: RegistryLogins
    private let output: BuildOutput

    public init(
        _ options: RebaseOptions, engine: DockerEngine, logins: RegistryLogins = .none, output: BuildOutput
    ) {
        self.options = options
        self.engine = engine
        self.logins = logins
        self.output = output
    }

    public func run() async throws {
        let reference = try ImageReference(options.image)
        let report = options.publishes ? try await inRegistry(reference) : try await inDaemon(reference)
        output.line("Rebased Image: '\(report.digest ?? report.imageID ?? "")'")
        if let directory = options.reportDirectory { try report.write(into: directory) }
        output.line("Successfully rebased image '\(options.image)'")
        output.result(options.image)
    }

    private var choice: RunImageChoice {
        RunImageChoice(engine: engine, logins: logins, policy: options.pullPolicy, output: output)
    }

    private var images: ImageFetch {
        ImageFetch(engine: engine, policy: options.pullPolicy, logins: logins, output: output)
    }

    private func inDaemon(_ reference: ImageReference) async throws -> BuildReport {
        let source = options.previousImage ?? options.image
        let inspection = try await inspect(source, "image")
        let application = ImageConfiguration(inspection)
        let metadata = try LayersMetadata(of: application, source)
        let runImage = try await runImage(metadata, near: reference)
        try await images.ensure(runImage.place)
        let base = try await inspect(runImage.place, "run image")
        output.line("Rebasing \(source) on run image \(runImage.place)")
        let plan = try RebasePlan(
            application, metadata, on: ImageConfiguration(base), runImage: runImage.named, reference: base.id,
            isForced: options.isForced)
        let contents = try await DaemonLayers(engine: engine, image: source).contents(of: plan.kept)
        let image = try plan.daemonImage(contents)
        try await image.load(into: engine, tags: [options.image])
        return BuildReport(tags: [reference.description], imageID: image.id.description)
    }

    private func inRegistry(_ reference: ImageReference) async throws -> BuildReport {
        let target = try await RegistryTarget(
            reference, previous: options.previousImage, engine: engine, logins: logins, output: output)
        let source = target.previous ?? reference
        let registry = target.registry
        guard let stored = try await RegistryImage.load(source.repository, source.selector, from: registry) else {
            throw BuildFailure(.invalid, "image \"\(source)\" is not in \(registry.host)")
        }
        let application = stored.configuration
        let metadata = try LayersMetadata(of: application, source.description)
        let runImage = try await runImage(metadata, near: reference)
        if !target.holds(try ImageReference(runImage.place)) {
            try await images.ensure(runImage.place)
        }
        let base = try await target.runImageBase(runImage)
        output.line("Rebasing \(source) on run image \(runImage.place)")
        let plan = try RebasePlan(
            application, metadata, on: base.image.configuration, runImage: runImage.named,
            reference: base.metadata.reference ?? "", isForced: options.isForced)
        let writer = RegistryImageWriter(registry, repository: reference.repository, base: base.image)
        let made = try await writer.write(plan, of: stored, names: [reference])
        return BuildReport(
            tags: [reference.description], digest: made.digest.description, manifestSize: made.manifestSize)
    }

    private func inspect(_ name: String, _ role: String) async throws -> ImageInspection {
        do {
            return try await engine.inspectImage(name)
        } catch let error as DockerError where error.code == .notFound {
            throw ImageAbsence.daemon.failure(role, name)
        }
    }

    /// The run image asked for, else the one the application names or one of its mirrors.
    private func runImage(_ metadata: LayersMetadata, near image: ImageReference) async throws -> RunImageSource {
        let own = metadata.runImage.image == nil ? metadata.stack?.runImage : metadata.runImage
        if let asked = options.runImage { return RunImageSource(named: .init(image: asked), place: asked) }
        guard let own, let name = own.image else {
            throw BuildFailure(.invalid, "run image must be specified: the image names none; use --run-image")
        }
        return try await choice.choose(
            .init(image: name, mirrors: own.mirrors), near: image, publishes: options.publishes)
    }
}
