import BuildpackLifecycle
import OCIImages

/// The label `io.buildpacks.lifecycle.metadata` (Platform specification, "Labels").
package struct LayersMetadata: Codable, Sendable, Equatable {
    package static let label = "io.buildpacks.lifecycle.metadata"

    package struct Layer: Codable, Sendable, Equatable {
        /// Digest of the uncompressed layer.
        package var sha: String

        package init(sha: String) { self.sha = sha }
    }

    package struct BuildpackLayer: Codable, Sendable, Equatable {
        package var sha: String
        package var data: JSONValue?
        package var build: Bool
        package var launch: Bool
        package var cache: Bool

        package init(sha: String, data: JSONValue?, build: Bool, launch: Bool, cache: Bool) {
            self.sha = sha
            self.data = data
            self.build = build
            self.launch = launch
            self.cache = cache
        }
    }

    package struct Store: Codable, Sendable, Equatable {
        package var metadata: JSONValue?
    }

    package struct Buildpack: Codable, Sendable, Equatable {
        package var key: String
        package var version: String
        package var layers: [String: BuildpackLayer]
        package var store: Store?

        package init(key: String, version: String, layers: [String: BuildpackLayer], store: Store? = nil) {
            self.key = key
            self.version = version
            self.layers = layers
            self.store = store
        }
    }

    package struct RunImage: Codable, Sendable, Equatable {
        package var image: String?
        package var mirrors: [String]?
        package var topLayer: String?
        package var reference: String?

        package init(
            image: String? = nil, mirrors: [String]? = nil, topLayer: String? = nil, reference: String? = nil
        ) {
            self.image = image
            self.mirrors = mirrors
            self.topLayer = topLayer
            self.reference = reference
        }
    }

    package struct Stack: Codable, Sendable, Equatable {
        package var runImage: RunImage
    }

    package var app: [Layer]
    package var buildpacks: [Buildpack]
    package var config: Layer
    package var launcher: Layer
    package var processTypes: Layer?
    package var sbom: Layer?
    package var runImage: RunImage
    package var stack: Stack?

    enum CodingKeys: String, CodingKey {
        case app, buildpacks, config, launcher, sbom, runImage, stack
        case processTypes = "process-types"
    }

    /// What the label says of one layer.
    package func layer(_ name: String, of buildpack: String) -> BuildpackLayer? {
        buildpacks.first { $0.key == buildpack }?.layers[name]
    }
}

// Upstream's lifecycle writes null for a layer without metadata, and so does whoever writes the label again.

extension LayersMetadata.BuildpackLayer {
    package init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        sha = try fields.decode(String.self, forKey: .sha)
        data = try fields.decodeIfPresent(JSONValue.self, forKey: .data) ?? .null
        build = try fields.decode(Bool.self, forKey: .build)
        launch = try fields.decode(Bool.self, forKey: .launch)
        cache = try fields.decode(Bool.self, forKey: .cache)
    }
}

extension LayersMetadata {
    /// Reads the label of an image, which `name` stands for in the refusal of one that has none.
    package init(of image: ImageConfiguration, _ name: String) throws {
        guard let read = LabelJSON.decode(LayersMetadata.self, image.config?.labels?[Self.label]) else {
            throw BuildFailure(
                .invalid, "image \"\(name)\" was not made from buildpacks: it lacks the label \(Self.label)")
        }
        self = read
    }
}
