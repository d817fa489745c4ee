/// The label `io.buildpacks.builder.metadata` that `pack builder create` and ours write.
struct BuilderMetadata: Codable, Sendable, Equatable {
    static let label = "io.buildpacks.builder.metadata"
    static let orderLabel = "io.buildpacks.buildpack.order"
    static let extensionOrderLabel = "io.buildpacks.buildpack.order-extensions"
    static let layersLabel = "io.buildpacks.buildpack.layers"
    /// Version of the exchange that the lifecycle in the image speaks; only our own has it.
    static let protocolLabel = "io.buildpacks.lifecycle.protocol"

    struct Buildpack: Codable, Sendable, Equatable {
        var id: String
        var version: String?
        var homepage: String?
        var name: String?
    }

    typealias RunImage = RunImageName

    struct Stack: Codable, Sendable, Equatable {
        var runImage: RunImage?
    }

    struct Tool: Codable, Sendable, Equatable {
        var name: String?
        var version: String?
    }

    /// The lifecycle of a builder and what it speaks.
    struct Lifecycle: Codable, Sendable, Equatable {
        struct Versions: Codable, Sendable, Equatable {
            var deprecated: [String]?
            var supported: [String]?
        }

        struct Interfaces: Codable, Sendable, Equatable {
            var buildpack: Versions?
            var platform: Versions?
        }

        /// The lowest versions, which older platforms read.
        struct Lowest: Codable, Sendable, Equatable {
            var buildpack: String?
            var platform: String?
        }

        var version: String?
        var api: Lowest?
        var apis: Interfaces?

        func speaks(platformAPI wanted: String) -> Bool { apis?.platform?.supported?.contains(wanted) == true }
    }

    var description: String?
    var buildpacks: [Buildpack]?
    var stack: Stack?
    var images: [RunImage]?
    var lifecycle: Lifecycle?
    var createdBy: Tool?

    /// The run image applications are put on.
    var runImage: RunImage? { images?.first ?? stack?.runImage }
}
