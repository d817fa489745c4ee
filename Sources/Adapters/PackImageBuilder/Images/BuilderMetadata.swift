import FoundationEssentials

/// What a builder image says about itself in its label `io.buildpacks.builder.metadata`.
struct BuilderMetadata: Decodable, Equatable, Sendable {
    static let label = "io.buildpacks.builder.metadata"

    struct Image: Decodable, Equatable, Sendable {
        var image: String
    }

    private struct Stack: Decodable, Equatable, Sendable {
        var runImage: Image?
    }

    private struct Lifecycle: Decodable, Equatable, Sendable {
        var version: String?
    }

    /// The image applications run on; the first one where the builder names several.
    var runImage: String?
    /// Of the lifecycle it holds.
    var lifecycleVersion: String?

    private enum CodingKeys: String, CodingKey {
        case stack, images, lifecycle
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let images = try container.decodeIfPresent([Image].self, forKey: .images)
        let stack = try container.decodeIfPresent(Stack.self, forKey: .stack)
        runImage = images?.first?.image ?? stack?.runImage?.image
        lifecycleVersion = try container.decodeIfPresent(Lifecycle.self, forKey: .lifecycle)?.version
    }

    init?(label: String?) {
        guard let label, let metadata = try? JSONDecoder().decode(Self.self, from: Data(label.utf8)) else { return nil }
        self = metadata
    }
}
