import BuildpackLifecycle
import DockerEngine
import OCIRegistry

/// The run image as the target registry holds it: what application images are put on.
struct RunImageBase: Sendable {
    /// Repository that holds run images which came from a daemon, one tag an image id.
    static let repository = "io.buildpacks/run-images"

    let name: String
    let mirrors: [String]
    let image: RegistryImage

    /// Finds the run image in the registry. One that only the daemon has is pushed there once; from then on its layers
    /// are mounted into every application's repository without being sent again.
    static func prepare(
        _ image: RunImageSource, engine: DockerEngine, registry: OCIRegistry, logins: RegistryLogins,
        output: BuildOutput
    ) async throws -> RunImageBase {
        let reference = try ImageReference(image.place)
        if reference.registry == registry.host,
            let base = try await load(image, reference.repository, reference.selector, from: registry)
        {
            return base
        }
        if let inspection = try await inspect(image.place, engine) {
            let tag = String(inspection.id.drop { $0 != ":" }.dropFirst())
            if let base = try await load(image, repository, tag, from: registry) { return base }
            output.detail("Pushing run image \(image.place) to \(registry.host) once")
            let copy = "\(registry.host)/\(repository):\(tag)"
            try await engine.tagImage(inspection.id, as: copy)
            let pushed: Result<Void, any Error>
            do {
                _ = try await engine.pushImage(copy, credentials: try await logins.credentials(for: registry.host))
                pushed = .success(())
            } catch {
                pushed = .failure(error)
            }
            try? await engine.removeImage(copy, prune: false)
            try pushed.get()
            if let base = try await load(image, repository, tag, from: registry) { return base }
        }
        throw missing(image, registry)
    }

    /// Refuses a run image that ``prepare(_:engine:registry:output:)`` would not find.
    static func require(_ image: RunImageSource, engine: DockerEngine, registry: OCIRegistry) async throws {
        if try await engine.hasImage(image.place) { return }
        let reference = try ImageReference(image.place)
        guard reference.registry == registry.host,
            try await registry.manifestDigest(reference.repository, reference.selector) != nil
        else { throw missing(image, registry) }
    }

    private static func missing(_ image: RunImageSource, _ registry: OCIRegistry) -> BuildFailure {
        ImageAbsence.daemonAndRegistry(host: registry.host).failure("run image", image.place)
    }

    /// `runImage.reference` is the image by digest (Platform specification, "Run Image Metadata").
    var metadata: LayersMetadata.RunImage {
        LayersMetadata.RunImage(
            image: name, mirrors: mirrors.isEmpty ? nil : mirrors,
            topLayer: image.configuration.rootfs.diffIDs.last?.description, reference: image.reference)
    }

    private static func inspect(_ name: String, _ engine: DockerEngine) async throws -> ImageInspection? {
        do {
            return try await engine.inspectImage(name)
        } catch let error as DockerError where error.code == .notFound {
            return nil
        }
    }

    private static func load(
        _ image: RunImageSource, _ repository: String, _ selector: String, from registry: OCIRegistry
    ) async throws -> RunImageBase? {
        try await RegistryImage.load(repository, selector, from: registry).map {
            RunImageBase(name: image.named.image, mirrors: image.named.mirrors ?? [], image: $0)
        }
    }
}
