import OCIImages

/// The image that the last build of the same name made.
package struct PreviousImage: Sendable {
    package let metadata: LayersMetadata
    /// The image as a registry has it; nil for one in the daemon.
    package let origin: RegistryImage?
    /// Digests of the uncompressed layers that are there.
    private let diffIDs: Set<ContentDigest>
    /// By the digest of the uncompressed layer.
    private let descriptors: [ContentDigest: Descriptor]

    /// Nil where the image was not made from buildpacks.
    package init?(_ image: RegistryImage) {
        let label = image.configuration.config?.labels?[LayersMetadata.label]
        guard let metadata = LabelJSON.decode(LayersMetadata.self, label) else { return nil }
        self.metadata = metadata
        origin = image
        let layers = zip(image.configuration.rootfs.diffIDs, image.manifest.layers)
        diffIDs = Set(layers.map(\.0))
        descriptors = Dictionary(layers.map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
    }

    /// As a daemon has it: layers without descriptors. Nil where the image was not made from buildpacks.
    package init?(_ configuration: ImageConfiguration) {
        let label = configuration.config?.labels?[LayersMetadata.label]
        guard let metadata = LabelJSON.decode(LayersMetadata.self, label) else { return nil }
        self.metadata = metadata
        origin = nil
        diffIDs = Set(configuration.rootfs.diffIDs)
        descriptors = [:]
    }

    package func hasLayer(_ diffID: ContentDigest) -> Bool { diffIDs.contains(diffID) }

    /// The layer of bills of materials, where the image has one and a bill in it may be restored.
    package var restorableBillsLayer: ContentDigest? {
        guard let diffID = metadata.sbom.flatMap({ ContentDigest($0.sha) }), hasLayer(diffID) else { return nil }
        return metadata.restorable.isEmpty ? nil : diffID
    }

    /// Nil for an image in the daemon.
    package func descriptor(of diffID: ContentDigest) -> Descriptor? { descriptors[diffID] }

    /// Whether the image lists the blob, which then is in its repository.
    package func holds(_ digest: ContentDigest) -> Bool { descriptors.values.contains { $0.digest == digest } }
}
