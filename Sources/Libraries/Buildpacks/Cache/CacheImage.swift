import ApplicationImages
import BuildpackLifecycle
import CurlClient
import FoundationEssentials
import OCIRegistry

/// Cached layers as an image in a registry (Platform specification, "Cache Image"). The platform reads and writes it;
/// the build container is sent layers and never sees the registry.
struct CacheImage: Sendable {
    /// Uncompressed bytes of one layer at most.
    private static let layerLimit: Int64 = 16 << 30
    private static let billsLimit = 64 << 20

    /// What the registry has under the name.
    struct Stored: Sendable {
        var metadata: CacheMetadata
        /// By the digest of the uncompressed layer.
        var descriptors: [String: Descriptor]

        static let empty = Stored(metadata: CacheMetadata(), descriptors: [:])
    }

    let reference: ImageReference
    private let registry: OCIRegistry
    private let output: BuildOutput

    init(_ name: String, logins: RegistryLogins, output: BuildOutput) async throws {
        reference = try ImageReference(name)
        let host = reference.servingHost
        registry = OCIRegistry(host: host, login: try await logins.login(for: host), transport: CurlClient())
        self.output = output
    }

    private var repository: String { reference.servedRepository }

    /// Reads the image. What is none, or not a cache, is an empty one.
    func load() async throws -> Stored {
        guard let image = try await RegistryImage.load(repository, reference.selector, from: registry) else {
            output.line("Layer cache not found")
            return .empty
        }
        let label = image.configuration.config?.labels?[CacheMetadata.label]
        guard let metadata = LabelJSON.decode(CacheMetadata.self, label) else { return .empty }
        let pairs = zip(image.configuration.rootfs.diffIDs.map(\.description), image.manifest.layers)
        return Stored(metadata: metadata, descriptors: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
    }

    /// Fetches what a build is to have of the image.
    func layers(of stored: Stored, with previous: LayersMetadata?) async throws -> CachedLayers {
        var cached = CachedLayers()
        for layer in stored.metadata.restorable(with: previous) {
            guard let descriptor = stored.descriptors[layer.sha], let content = try await fetch(descriptor) else {
                output.line("Warning: skipping restore for layer \(layer.identifier): it is not in \(reference)")
                continue
            }
            cached.layers.append((layer, content))
        }
        if let descriptor = stored.descriptors[stored.metadata.sbom.sha], let bills = try await fetch(descriptor) {
            cached.bills = bills
        }
        return cached
    }

    /// The layer without compression; nil where the registry has lost it.
    private func fetch(_ descriptor: Descriptor) async throws -> SpooledBytes? {
        let compressed = SpooledBytes()
        do {
            for try await chunk in try await registry.blob(repository, descriptor.digest) {
                try chunk.withUnsafeBytes { try compressed.append($0) }
            }
        } catch let error as RegistryError where error.code == .notFound {
            return nil
        }
        let name = "layer \(descriptor.digest) of cache image \(reference)"
        return try await BlockingWork.run("cache layer") {
            try GzipReader.decompress(compressed, limit: Self.layerLimit, name: name)
        }
    }

    /// Writes the cached layers of a build. Those that the image has already are not sent again.
    func save(_ product: BuildProduct, over stored: Stored) async throws {
        var metadata = CacheMetadata()
        var layers: [(diffID: ContentDigest, descriptor: Descriptor, createdBy: String)] = []
        func place(_ layer: FileLayer) async throws -> String {
            var known = stored.descriptors[layer.diffID.description]
            if let digest = known?.digest, try await !registry.hasBlob(repository, digest) { known = nil }
            output.line("\(known == nil ? "Adding" : "Reusing") cache layer '\(layer.identifier)'")
            if !layers.contains(where: { $0.diffID == layer.diffID }) {
                let descriptor: Descriptor = if let known { known } else { try await upload(layer.content) }
                layers.append((layer.diffID, descriptor, layer.createdBy))
            }
            return layer.diffID.description
        }
        for buildpack in product.result.buildpacks {
            var entry = LayersMetadata.Buildpack(key: buildpack.id, version: buildpack.version, layers: [:])
            for layer in buildpack.layers where layer.metadata.isCache {
                guard let content = product.layers["\(buildpack.id):\(layer.name)"] else { continue }
                entry.layers[layer.name] = LayersMetadata.BuildpackLayer(
                    sha: try await place(content), data: JSONValue(layer.metadata.metadata),
                    build: layer.metadata.isBuild, launch: layer.metadata.isLaunch, cache: true)
            }
            metadata.buildpacks.append(entry)
        }
        if let bills = try product.buildBills.flatMap(CachedLayers.bills) { metadata.sbom.sha = try await place(bills) }
        if layers.isEmpty {
            // Registries refuse an image without layers.
            let empty = try LayerBuilder("empty", createdBy: "").finish()
            layers.append((empty.diffID, try await upload(empty.content), empty.createdBy))
        }
        try await write(metadata, layers)
    }

    private func upload(_ content: SpooledBytes) async throws -> Descriptor {
        let compressed = try await GzipCompressor.compress(content)
        let size = compressed.bytes.count
        try await registry.putBlob(
            .stream(length: size, compressed.bytes.chunks), size: size, digest: compressed.digest, to: repository)
        return Descriptor(mediaType: .dockerLayerGzip, digest: compressed.digest, size: size)
    }

    private func write(
        _ metadata: CacheMetadata, _ layers: [(diffID: ContentDigest, descriptor: Descriptor, createdBy: String)]
    ) async throws {
        var image = ImageConfiguration(
            architecture: MachineArchitecture.name, os: "linux", rootfs: .init(diffIDs: layers.map(\.diffID)))
        image.created = "1980-01-01T00:00:01Z"
        image.history = layers.map { .init(created: image.created, createdBy: $0.createdBy) }
        image.config = .init()
        image.config?.labels = [CacheMetadata.label: try LabelJSON.encode(metadata)]
        let configuration = Array(try LabelJSON.encode(image).utf8)
        let digest = ContentDigest(of: configuration)
        let size = Int64(configuration.count)
        try await registry.putBlob(.bytes(configuration), size: size, digest: digest, to: repository)
        let manifest = ImageManifest(
            mediaType: .dockerManifest, config: Descriptor(mediaType: .dockerConfig, digest: digest, size: size),
            layers: layers.map {
                Descriptor(mediaType: .dockerLayerGzip, digest: $0.descriptor.digest, size: $0.descriptor.size)
            })
        try await registry.putManifest(
            Array(try LabelJSON.encode(manifest).utf8), mediaType: .dockerManifest, to: repository,
            tag: reference.tag ?? "latest")
    }
}
