import OCIImages

/// Where an image's name leads: names without a registry are Docker Hub's, and short ones there its library's.
struct RegistryPlace {
    static let hub = "index.docker.io"
    /// Names that the Hub has had.
    private static let hubs = ["docker.io", hub, "registry-1.docker.io"]

    /// The name with its registry.
    let name: ImageReference

    init(_ text: String) throws(ImageReferenceError) {
        let given = try ImageReference(text)
        if let registry = given.registry, !Self.hubs.contains(registry) {
            name = given
            return
        }
        let repository = given.repository.contains("/") ? given.repository : "library/\(given.repository)"
        let rest = (given.tag.map { ":\($0)" } ?? "") + (given.digest.map { "@\($0)" } ?? "")
        name = try ImageReference("\(Self.hub)/\(repository)\(rest)")
    }

    var host: String { name.registry ?? Self.hub }
    var repository: String { name.repository }
    var selector: String { name.selector }
}
