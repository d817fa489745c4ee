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

    private var images: ImageFetch {
        ImageFetch(engine: engine, policy: options.pullPolicy, logins: logins, output: output)
    }

    private func inDaemon(_ reference: ImageReference) async throws -> BuildReport {
        let source = options.previousImage ?? options.image
        let inspection = try await inspect(source, "image")
        let application = ImageConfiguration(inspection)
        let metadata = try LayersMetadata(of: application, source)
        let runImage = try runImage(metadata)
        try await images.ensure(runImage.image)
        let base = try await inspect(runImage.image, "run image")
        output.line("Rebasing \(source) on run image \(runImage.image)")
        let plan = try RebasePlan(
            application, metadata, on: ImageConfiguration(base), runImage: runImage, reference: base.id,
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
        let stored: StoredManifest
        do {
            stored = try await registry.manifest(source.repository, source.selector)
        } catch let error as RegistryError where error.code == .notFound {
            throw BuildFailure(.invalid, "image \"\(source)\" is not in \(registry.host)")
        }
        guard let manifest = stored.image else {
            throw BuildFailure(.invalid, "\"\(source)\" is an index of several images; rebase one of them")
        }
        let application = try await registry.configuration(source.repository, of: manifest)
        let metadata = try LayersMetadata(of: application, source.description)
        let runImage = try runImage(metadata)
        if !target.holds(try ImageReference(runImage.image)) {
            try await images.ensure(runImage.image)
        }
        let base = try await target.runImageBase(runImage)
        output.line("Rebasing \(source) on run image \(runImage.image)")
        let plan = try RebasePlan(
            application, metadata, on: base.configuration, runImage: runImage,
            reference: base.metadata.reference ?? "", isForced: options.isForced)
        let export = RegistryExport(registry: registry, repository: reference.repository, base: base)
        let made = try await export.rebase(
            plan, keeping: manifest.layers.suffix(plan.keptLayers), from: source.repository,
            tag: reference.tag ?? "latest")
        return BuildReport(
            tags: [reference.description], digest: made.digest?.description, manifestSize: made.manifestSize)
    }

    private func inspect(_ name: String, _ role: String) async throws -> ImageInspection {
        do {
            return try await engine.inspectImage(name)
        } catch let error as DockerError where error.code == .notFound {
            throw BuildFailure(.invalid, "\(role) \"\(name)\" is not in the Docker daemon; pull or build it first")
        }
    }

    /// The run image asked for, else the one the application names.
    private func runImage(_ metadata: LayersMetadata) throws -> BuilderMetadata.RunImage {
        guard let name = options.runImage ?? metadata.runImage.image ?? metadata.stack?.runImage.image else {
            throw BuildFailure(.invalid, "run image must be specified: the image names none; use --run-image")
        }
        return .init(image: name, mirrors: metadata.runImage.mirrors)
    }
}
