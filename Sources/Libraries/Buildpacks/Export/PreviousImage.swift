import DockerEngine
import OCIRegistry

/// The image that the last build of the same name made.
struct PreviousImage: Sendable {
    let metadata: LayersMetadata
    /// Repository of the registry; nil for an image in the daemon.
    let repository: String?
    /// Digests of the uncompressed layers that are there.
    private let diffIDs: Set<ContentDigest>
    /// By the digest of the uncompressed layer.
    private let descriptors: [ContentDigest: Descriptor]

    /// Nil where the image was not made from buildpacks.
    init?(_ manifest: ImageManifest, _ configuration: ImageConfiguration, in repository: String) {
        let label = configuration.config?.labels?[LayersMetadata.label]
        guard let metadata = LabelJSON.decode(LayersMetadata.self, label) else { return nil }
        self.metadata = metadata
        self.repository = repository
        diffIDs = Set(zip(configuration.rootfs.diffIDs, manifest.layers).map(\.0))
        descriptors = Dictionary(
            zip(configuration.rootfs.diffIDs, manifest.layers), uniquingKeysWith: { first, _ in first })
    }

    /// As the daemon has it. Nil where the image was not made from buildpacks.
    init?(_ inspection: ImageInspection) {
        let label = inspection.config?.labels?[LayersMetadata.label]
        guard let metadata = LabelJSON.decode(LayersMetadata.self, label) else { return nil }
        self.metadata = metadata
        repository = nil
        diffIDs = Set((inspection.rootFS?.layers ?? []).compactMap { ContentDigest($0) })
        descriptors = [:]
    }

    func hasLayer(_ diffID: ContentDigest) -> Bool { diffIDs.contains(diffID) }

    /// Nil for an image in the daemon.
    func descriptor(of diffID: ContentDigest) -> Descriptor? { descriptors[diffID] }

    /// Whether the image lists the blob, which then is in its repository.
    func holds(_ digest: ContentDigest) -> Bool { descriptors.values.contains { $0.digest == digest } }

    /// The image `reference` names in its registry; nil where there is none.
    static func load(_ reference: ImageReference, from registry: OCIRegistry) async throws -> PreviousImage? {
        do {
            let stored = try await registry.manifest(reference.repository, reference.selector)
            guard let manifest = stored.image else { return nil }
            return PreviousImage(
                manifest, try await registry.configuration(reference.repository, of: manifest),
                in: reference.repository)
        } catch let error as RegistryError where error.code == .notFound {
            return nil
        }
    }
}
