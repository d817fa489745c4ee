import BuildpackLifecycle

/// The label `io.buildpacks.lifecycle.metadata` (Platform specification, "Labels").
struct LayersMetadata: Codable, Sendable, Equatable {
    static let label = "io.buildpacks.lifecycle.metadata"

    struct Layer: Codable, Sendable, Equatable {
        /// Digest of the uncompressed layer.
        var sha: String
    }

    struct BuildpackLayer: Codable, Sendable, Equatable {
        var sha: String
        var data: JSONValue?
        var build: Bool
        var launch: Bool
        var cache: Bool
    }

    struct Store: Codable, Sendable, Equatable {
        var metadata: JSONValue?
    }

    struct Buildpack: Codable, Sendable, Equatable {
        var key: String
        var version: String
        var layers: [String: BuildpackLayer]
        var store: Store?
    }

    struct RunImage: Codable, Sendable, Equatable {
        var image: String?
        var mirrors: [String]?
        var topLayer: String?
        var reference: String?
    }

    struct Stack: Codable, Sendable, Equatable {
        var runImage: RunImage
    }

    var app: [Layer]
    var buildpacks: [Buildpack]
    var config: Layer
    var launcher: Layer
    var processTypes: Layer?
    var sbom: Layer?
    var runImage: RunImage
    var stack: Stack?

    enum CodingKeys: String, CodingKey {
        case app, buildpacks, config, launcher, sbom, runImage, stack
        case processTypes = "process-types"
    }

    /// What the label says of one layer.
    func layer(_ name: String, of buildpack: String) -> BuildpackLayer? {
        buildpacks.first { $0.key == buildpack }?.layers[name]
    }
}
