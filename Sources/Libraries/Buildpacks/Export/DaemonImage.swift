import CurlClient
import DockerEngine
import FoundationEssentials
import OCIRegistry

/// An image for the daemon: the layers of one it has, and new ones on top.
struct DaemonImage: Sendable {
    private let configuration: [UInt8]
    /// One for each layer of the image; nil for those the daemon has already.
    private let layers: [SpooledBytes?]

    /// Puts `layers` on the image `base`.
    init(
        base: ImageInspection, layers: [FileLayer], environment: [String], labels: [String: String], user: String
    ) throws {
        var image = ImageConfiguration(base)
        let inherited = image.rootfs.diffIDs
        let time = "1980-01-01T00:00:01Z"
        image.created = time
        image.rootfs.diffIDs += layers.map(\.diffID)
        image.history =
            inherited.map { _ in ImageConfiguration.History(created: time) }
            + layers.map { ImageConfiguration.History(created: time, createdBy: $0.createdBy) }
        let names = Set(environment.map { $0.prefix { $0 != "=" } })
        let kept = (image.config?.environment ?? []).filter { !names.contains($0.prefix { $0 != "=" }) }
        image.config?.environment = kept + environment
        let inheritedLabels = image.config?.labels ?? [:]
        image.config?.labels = inheritedLabels.merging(labels) { _, new in new }
        image.config?.user = user
        try self.init(image, layers: inherited.map { _ in nil } + layers.map(\.content))
    }

    init(_ image: ImageConfiguration, layers: [SpooledBytes?]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        configuration = Array(try encoder.encode(image))
        self.layers = layers
    }

    /// The image's id.
    var id: ContentDigest { ContentDigest(of: configuration) }

    /// Loads the image in the form `docker save` writes. Layers the daemon has are named but not sent.
    func load(into engine: DockerEngine, tags: [String]) async throws {
        struct Entry: Encodable {
            var configuration: String
            var tags: [String]
            var layers: [String]
            enum CodingKeys: String, CodingKey {
                case configuration = "Config"
                case tags = "RepoTags"
                case layers = "Layers"
            }
        }
        let names = layers.indices.map { "\($0).tar" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let index = try encoder.encode([
            Entry(configuration: "\(id.hex).json", tags: tags.map(Self.withTag), layers: names)
        ])
        try await engine.loadImages(
            .stream(
                DaemonArchive(
                    files: [("\(id.hex).json", configuration), ("manifest.json", Array(index))],
                    layers: zip(names, layers).map { ($0, $1) })))
    }

    private static func withTag(_ name: String) -> String {
        let last = name.split(separator: "/").last ?? ""
        return last.contains(":") ? name : name + ":latest"
    }
}
