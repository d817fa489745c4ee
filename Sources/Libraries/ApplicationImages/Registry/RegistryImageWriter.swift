import BuildpackLifecycle
import FoundationEssentials
import HTTPExchange
import OCIRegistry

/// Writes an image straight into a registry: only what the registry lacks is compressed and sent.
package struct RegistryImageWriter: Sendable {
    private static let uploadsAtOnce = 4

    private let registry: OCIRegistry
    private let repository: String
    private let base: RegistryImage

    /// - Parameters:
    ///   - repository: of the registry, the first that gets the image.
    ///   - base: the run image, which may be in another registry.
    package init(_ registry: OCIRegistry, repository: String, base: RegistryImage) {
        self.registry = registry
        self.repository = repository
        self.base = base
    }

    /// What was written.
    package struct Written: Sendable {
        /// Of the manifest.
        package var digest: ContentDigest
        /// Of the configuration.
        package var imageID: ContentDigest
        /// Bytes of the manifest.
        package var manifestSize: Int64
    }

    /// Uploads what is missing, then the manifest under each name.
    ///
    /// - Parameter previous: the image whose layers the plan reuses.
    package func write(
        _ plan: ImagePlan, reusing previous: PreviousImage?, created: Int64, names: [ImageReference]
    ) async throws -> Written {
        let layers = try await uploadLayers(plan.layers, previous)
        let image = try ImageConfiguration.application(on: base.configuration, plan, created: created)
        return try await write(image, layers: layers, names: names)
    }

    /// Writes a rebased image: no layer is read or made, all are mounted.
    package func write(
        _ plan: RebasePlan, of application: RegistryImage, names: [ImageReference]
    ) async throws -> Written {
        let kept = application.manifest.layers.suffix(plan.keptLayers)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for layer in base.manifest.layers { group.addTask { try await provide(layer, from: base) } }
            for layer in kept { group.addTask { try await provide(layer, from: application) } }
            try await group.waitForAll()
        }
        return try await write(plan.configuration, layers: kept.map(Self.normalized), names: names)
    }

    /// Writes configuration and manifest, the latter under each name.
    private func write(
        _ image: ImageConfiguration, layers: [Descriptor], names: [ImageReference]
    ) async throws -> Written {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let configuration = Array(try encoder.encode(image))
        let manifest = ImageManifest(
            mediaType: .dockerManifest,
            config: Descriptor(
                mediaType: .dockerConfig, digest: ContentDigest(of: configuration), size: Int64(configuration.count)),
            layers: base.manifest.layers.map(Self.normalized) + layers)
        let bytes = Array(try encoder.encode(manifest))
        var filled: Set<String> = []
        for name in names {
            if filled.insert(name.repository).inserted {
                try await registry.putBlob(
                    .bytes(configuration), size: manifest.config.size, digest: manifest.config.digest,
                    to: name.repository)
                try await mount(manifest.layers, into: name.repository)
            }
            try await registry.putManifest(
                bytes, mediaType: .dockerManifest, to: name.repository, tag: name.tag ?? "latest")
        }
        return Written(
            digest: ContentDigest(of: bytes), imageID: manifest.config.digest, manifestSize: Int64(bytes.count))
    }

    /// Makes the layers, which all are in the first repository, appear in another one of the same registry.
    private func mount(_ layers: [Descriptor], into other: String) async throws {
        guard other != repository else { return }
        for layer in Set(layers) { try await provide(layer, from: registry, repository, to: other) }
    }

    /// Base layers are mounted while new ones are compressed and sent.
    private func uploadLayers(_ layers: [ImagePlan.Layer], _ previous: PreviousImage?) async throws -> [Descriptor] {
        let source = previous?.origin
        // What the last image of the same repository lists is there.
        let isHere = source?.repository == repository && source?.registry.host == registry.host
        return try await withThrowingTaskGroup(of: (Int, Descriptor)?.self) { group in
            for layer in base.manifest.layers where !isHere || previous?.holds(layer.digest) != true {
                group.addTask {
                    try await provide(layer, from: base)
                    return nil
                }
            }
            var descriptors = [Descriptor?](repeating: nil, count: layers.count)
            var running = 0
            for (index, layer) in layers.enumerated() {
                if layer.isReused, let source, let descriptor = previous?.descriptor(of: layer.diffID) {
                    descriptors[index] = Self.normalized(descriptor)
                    guard !isHere else { continue }
                    group.addTask {
                        try await provide(descriptor, from: source)
                        return nil
                    }
                } else if let content = layer.content {
                    if running >= Self.uploadsAtOnce, let finished = try await group.next(),
                        let (place, made) = finished
                    {
                        descriptors[place] = made
                    }
                    running += 1
                    group.addTask { (index, try await upload(content)) }
                }
            }
            for try await case let (index, descriptor)? in group { descriptors[index] = descriptor }
            return descriptors.compactMap { $0 }
        }
    }

    private func upload(_ layer: SpooledBytes) async throws -> Descriptor {
        let compressed = try await GzipCompressor.compress(layer)
        try await registry.putBlob(
            .stream(length: compressed.bytes.count, compressed.bytes.chunks), size: compressed.bytes.count,
            digest: compressed.digest, to: repository)
        return Descriptor(mediaType: .dockerLayerGzip, digest: compressed.digest, size: compressed.bytes.count)
    }

    private func provide(_ layer: Descriptor, from image: RegistryImage) async throws {
        try await provide(layer, from: image.registry, image.repository, to: repository)
    }

    /// Makes a layer of another repository appear in one of this registry; of another registry it is passed on.
    private func provide(
        _ layer: Descriptor, from source: OCIRegistry, _ place: String, to target: String
    ) async throws {
        if source.host == registry.host {
            if place == target { return }
            if try await registry.mountBlob(layer.digest, from: place, to: target) { return }
        } else if try await registry.hasBlob(target, layer.digest) {
            return
        }
        let content = try await source.blob(place, layer.digest)
        try await registry.putBlob(
            .stream(length: layer.size, content), size: layer.size, digest: layer.digest, to: target)
    }

    /// One family of media types in one manifest, whatever the layers were stored as.
    private static func normalized(_ layer: Descriptor) -> Descriptor {
        Descriptor(mediaType: .dockerLayerGzip, digest: layer.digest, size: layer.size)
    }
}
