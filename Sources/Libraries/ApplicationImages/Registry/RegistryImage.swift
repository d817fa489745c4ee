import OCIRegistry

/// An image in a registry: one that application images are put on, or one that a build has left.
package struct RegistryImage: Sendable {
    package let registry: OCIRegistry
    package let repository: String
    /// Of its manifest.
    package let digest: ContentDigest
    package let manifest: ImageManifest
    package let configuration: ImageConfiguration

    /// The image by its digest alone: `HOST/REPOSITORY@sha256:…`.
    package var reference: String { "\(registry.host)/\(repository)@\(digest)" }

    /// Nil where there is none. Of an index it is the image for this kind of machine.
    package static func load(
        _ repository: String, _ selector: String, from registry: OCIRegistry
    ) async throws -> RegistryImage? {
        do {
            var stored = try await registry.manifest(repository, selector)
            if case .index(let index) = stored.content {
                guard
                    let one = index.manifests.first(where: {
                        $0.platform?.os == "linux" && $0.platform?.architecture == MachineArchitecture.name
                    })
                else { return nil }
                stored = try await registry.manifest(repository, one.digest.description)
            }
            guard let manifest = stored.image else { return nil }
            return RegistryImage(
                registry: registry, repository: repository, digest: stored.digest, manifest: manifest,
                configuration: try await registry.configuration(repository, of: manifest))
        } catch let error as RegistryError where error.code == .notFound {
            return nil
        }
    }
}
