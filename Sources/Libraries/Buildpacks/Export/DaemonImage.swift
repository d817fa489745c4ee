import CurlClient
import DockerEngine
import FoundationEssentials
import OCIRegistry

/// An image for the daemon: the layers of one it has, and new ones on top.
struct DaemonImage: Sendable {
    private let configuration: [UInt8]
    /// One for each layer of the image; nil for those the daemon has already.
    private let layers: [FileLayer?]

    /// Puts `layers` on the image `base`.
    init(
        base: ImageInspection, layers: [FileLayer], environment: [String], labels: [String: String], user: String
    ) throws {
        let baseIDs = (base.rootFS?.layers ?? []).compactMap { ContentDigest($0) }
        var image = ImageConfiguration(
            architecture: base.architecture ?? "amd64", os: base.operatingSystem ?? "linux",
            rootfs: .init(diffIDs: baseIDs + layers.map(\.diffID)))
        let time = "1980-01-01T00:00:01Z"
        image.created = time
        image.history =
            baseIDs.map { _ in ImageConfiguration.History(created: time) }
            + layers.map { ImageConfiguration.History(created: time, createdBy: $0.createdBy) }
        var execution = ImageConfiguration.Execution()
        let inherited = base.config
        let names = Set(environment.map { $0.prefix { $0 != "=" } })
        execution.environment =
            (inherited?.environment ?? []).filter { !names.contains($0.prefix { $0 != "=" }) } + environment
        execution.labels = (inherited?.labels ?? [:]).merging(labels) { _, new in new }
        execution.user = user
        execution.workingDirectory = inherited?.workingDirectory
        execution.entrypoint = inherited?.entrypoint
        execution.command = inherited?.command
        image.config = execution
        try self.init(image, layers: baseIDs.map { _ in nil } + layers)
    }

    init(_ image: ImageConfiguration, layers: [FileLayer?]) throws {
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
            var Config: String
            var RepoTags: [String]
            var Layers: [String]
        }
        let names = layers.indices.map { "\($0).tar" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let index = try encoder.encode([
            Entry(Config: "\(id.hex).json", RepoTags: tags.map(Self.withTag), Layers: names)
        ])
        try await engine.loadImages(
            .stream(
                DaemonArchive(
                    files: [("\(id.hex).json", configuration), ("manifest.json", Array(index))],
                    layers: zip(names, layers).map { ($0, $1?.content) })))
    }

    private static func withTag(_ name: String) -> String {
        let last = name.split(separator: "/").last ?? ""
        return last.contains(":") ? name : name + ":latest"
    }
}
