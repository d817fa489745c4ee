import BuildpackLifecycle
import CurlClient
import FoundationEssentials
import OCIRegistry

/// Writes an image straight into a registry: only what the registry lacks is compressed and sent.
struct RegistryExport: ExportBase {
    private static let uploadsAtOnce = 4

    let registry: OCIRegistry
    let repository: String
    let base: RunImageBase

    var metadata: LayersMetadata.RunImage { base.metadata }

    /// Uploads what is missing, then the manifest under each tag.
    func export(
        _ plan: ImagePlan, previous: PreviousImage?, created: Int64, names: [ImageReference]
    ) async throws -> ImageBuild.Outcome {
        let descriptors = try await uploadLayers(plan.layers, previous)
        let image = try ImageConfiguration.application(on: base.configuration, plan, created: created)
        return try await write(image, layers: descriptors, tags: names.map { $0.tag ?? "latest" })
    }

    /// Writes configuration and manifest, the latter under each tag.
    private func write(
        _ image: ImageConfiguration, layers: [Descriptor], tags: [String]
    ) async throws -> ImageBuild.Outcome {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let configuration = Array(try encoder.encode(image))
        let imageID = ContentDigest(of: configuration)
        try await registry.putBlob(
            .bytes(configuration), size: Int64(configuration.count), digest: imageID, to: repository)
        let manifest = ImageManifest(
            mediaType: .dockerManifest,
            config: Descriptor(mediaType: .dockerConfig, digest: imageID, size: Int64(configuration.count)),
            layers: base.manifest.layers.map(Self.normalized) + layers)
        let bytes = Array(try encoder.encode(manifest))
        var digest = ContentDigest(of: bytes)
        for tag in tags {
            digest = try await registry.putManifest(bytes, mediaType: .dockerManifest, to: repository, tag: tag)
        }
        return ImageBuild.Outcome(digest: digest, imageID: imageID, manifestSize: Int64(bytes.count))
    }

    /// Writes a rebased image: no layer is read or made, all are mounted.
    func rebase(
        _ plan: RebasePlan, keeping kept: some Collection<Descriptor> & Sendable, from source: String, tag: String
    ) async throws -> ImageBuild.Outcome {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for layer in base.manifest.layers { group.addTask { try await provide(layer, from: base.source) } }
            if source != repository {
                for layer in kept { group.addTask { try await provide(layer, from: source) } }
            }
            try await group.waitForAll()
        }
        return try await write(plan.configuration, layers: kept.map(Self.normalized), tags: [tag])
    }

    /// Base layers are mounted while new ones are compressed and sent.
    private func uploadLayers(_ layers: [ImagePlan.Layer], _ previous: PreviousImage?) async throws -> [Descriptor] {
        try await withThrowingTaskGroup(of: (Int, Descriptor)?.self) { group in
            let isSameRepository = previous?.repository == repository
            for layer in base.manifest.layers where !isSameRepository || previous?.holds(layer.digest) != true {
                group.addTask {
                    try await provide(layer, from: base.source)
                    return nil
                }
            }
            var descriptors = [Descriptor?](repeating: nil, count: layers.count)
            var running = 0
            for (index, layer) in layers.enumerated() {
                if layer.isReused, let known = previous?.descriptor(of: layer.diffID) {
                    descriptors[index] = Self.normalized(known)
                    guard !isSameRepository, let source = previous?.repository else { continue }
                    group.addTask {
                        try await provide(known, from: source)
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

    /// Makes a layer of another repository appear in the application's.
    private func provide(_ layer: Descriptor, from source: String) async throws {
        if try await registry.mountBlob(layer.digest, from: source, to: repository) { return }
        let content = try await registry.blob(source, layer.digest)
        try await registry.putBlob(
            .stream(length: layer.size, content), size: layer.size, digest: layer.digest, to: repository)
    }

    /// One family of media types in one manifest, whatever the layers were stored as.
    private static func normalized(_ layer: Descriptor) -> Descriptor {
        Descriptor(mediaType: .dockerLayerGzip, digest: layer.digest, size: layer.size)
    }
}
