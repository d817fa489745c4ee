import ApplicationImages

/// The label `io.buildpacks.lifecycle.cache.metadata` of a cache image, as upstream's lifecycle writes it.
struct CacheMetadata: Codable, Sendable, Equatable {
    static let label = "io.buildpacks.lifecycle.cache.metadata"

    /// The layer of the cached layers' bills of materials; its digest is empty where there is none.
    var sbom = LayersMetadata.Layer(sha: "")
    var buildpacks: [LayersMetadata.Buildpack] = []

    init() {}

    // Upstream's lifecycle writes null for a build without buildpacks.
    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        sbom = try fields.decodeIfPresent(LayersMetadata.Layer.self, forKey: .sbom) ?? sbom
        buildpacks = try fields.decodeIfPresent([LayersMetadata.Buildpack].self, forKey: .buildpacks) ?? []
    }

    private enum CodingKeys: String, CodingKey { case sbom, buildpacks }

    /// The layers to bring back. One that the application has, too, comes back only as the previous image has it, whose
    /// metadata the buildpack is shown (Buildpack specification, "Cached Layers").
    func restorable(with previous: LayersMetadata?) -> [CachedLayer] {
        buildpacks.flatMap { buildpack in
            buildpack.layers.sorted { $0.key < $1.key }.compactMap { name, layer in
                guard layer.cache, LayersMetadata.isPlain(name) else { return nil }
                var data = layer.data
                if layer.launch {
                    guard let known = previous?.layer(name, of: buildpack.key), known.launch, known.sha == layer.sha
                    else { return nil }
                    data = known.data
                }
                return CachedLayer(buildpack: buildpack.key, name: name, sha: layer.sha, data: data)
            }
        }
    }
}

/// A layer of a cache image.
struct CachedLayer: Sendable {
    var buildpack: String
    var name: String
    /// Digest of the uncompressed layer.
    var sha: String
    var data: JSONValue?

    var identifier: String { "\(buildpack):\(name)" }
}
