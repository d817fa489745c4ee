import FoundationEssentials
import OCIImages

/// An image for the daemon: the layers of one it has, and new ones on top.
package struct DaemonImage: Sendable {
    private let configuration: [UInt8]
    /// One for each layer of the image; nil for those the daemon has already.
    private let layers: [SpooledBytes?]

    package init(_ image: ImageConfiguration, layers: [SpooledBytes?]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        configuration = Array(try encoder.encode(image))
        self.layers = layers
    }

    /// The image's id.
    package var id: ContentDigest { ContentDigest(of: configuration) }

    /// The image in the form `docker save` writes. Layers the daemon has are named but not sent.
    package func archive(tags: [String]) throws -> DaemonArchive {
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
        return DaemonArchive(
            files: [("\(id.hex).json", configuration), ("manifest.json", Array(index))],
            layers: zip(names, layers).map { ($0, $1) })
    }

    private static func withTag(_ name: String) -> String {
        let last = name.split(separator: "/").last ?? ""
        return last.contains(":") ? name : name + ":latest"
    }
}
