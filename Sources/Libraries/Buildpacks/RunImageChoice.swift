import ApplicationImages
import CurlClient
import DockerEngine
import OCIRegistry

/// The run image of a build: what the application's metadata says, and the name it is taken by.
struct RunImageSource: Sendable {
    /// The image and its mirrors.
    var named: BuilderMetadata.RunImage
    /// One of those names.
    var place: String
}

/// Chooses among the names of a run image as `pack` does: the first that can be read in the registry that is near, else
/// the first that can be read (Platform specification, "Run Image Resolution").
struct RunImageChoice: Sendable {
    let engine: DockerEngine
    let logins: RegistryLogins
    let policy: BuildOptions.PullPolicy
    let output: BuildOutput

    /// - Parameters:
    ///   - asked: goes before everything the builder offers.
    ///   - near: an image of the registry that is preferred.
    func choose(
        from builder: BuilderImage, asked: String?, near: ImageReference, publishes: Bool
    ) async throws -> RunImageSource {
        if let asked {
            output.detail("Using provided run-image '\(asked)'")
            let known = builder.metadata.images?.first { $0.image == asked || $0.mirrors?.contains(asked) == true }
            return RunImageSource(named: known ?? .init(image: asked), place: asked)
        }
        guard let image = builder.metadata.runImage else {
            throw BuildFailure(.invalid, "builder \"\(builder.name)\" names no run image; give one with --run-image")
        }
        return try await choose(image, near: near, publishes: publishes)
    }

    func choose(
        _ image: BuilderMetadata.RunImage, near: ImageReference, publishes: Bool
    ) async throws -> RunImageSource {
        var source = RunImageSource(named: image, place: image.image)
        let names = [image.image] + (image.mirrors ?? [])
        // Without mirrors there is no choice; whether the image is there, the export finds out.
        guard names.count > 1 else { return source }
        var readable: [String] = []
        for name in names where try await canRead(name, publishes: publishes) { readable.append(name) }
        let nearest = try readable.first { try ImageReference($0).sharesRegistry(with: near) }
        source.place = nearest ?? readable.first ?? image.image
        output.detail("Selected run image \(source.place == image.image ? "" : "mirror ")'\(source.place)'")
        return source
    }

    /// In the daemon or, where images may be fetched, in the registry of the name.
    private func canRead(_ name: String, publishes: Bool) async throws -> Bool {
        let isRemote = publishes || policy == .always
        if !isRemote, try await engine.hasImage(name) { return true }
        if isRemote || policy == .ifNotPresent, try await isInRegistry(name) { return true }
        // What is in the daemon alone can be pushed from there.
        guard isRemote else { return false }
        return try await engine.hasImage(name)
    }

    private func isInRegistry(_ name: String) async throws -> Bool {
        let reference = try ImageReference(name)
        let registry = OCIRegistry(
            host: reference.servingHost, login: try await logins.login(for: reference.servingHost),
            transport: CurlClient())
        do {
            return try await registry.manifestDigest(reference.servedRepository, reference.selector) != nil
        } catch let error as RegistryError {
            output.detail("CheckReadAccess failed for the run image \(name), error: \(error)")
            return false
        }
    }
}
