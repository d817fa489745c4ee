/// A run image and the names under which other registries have it, as `run.toml` and builders list them.
package struct RunImageName: Codable, Sendable, Equatable {
    package var image: String
    package var mirrors: [String]?

    package init(image: String, mirrors: [String]? = nil) {
        self.image = image
        self.mirrors = mirrors
    }
}
