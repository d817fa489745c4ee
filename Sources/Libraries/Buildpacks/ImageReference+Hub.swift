import OCIRegistry

/// Short names stand for images of Docker Hub.
extension ImageReference {
    private static let hubNames = ["docker.io", "index.docker.io", "registry-1.docker.io"]

    private var isOfHub: Bool { registry.map { Self.hubNames.contains($0) } ?? true }

    /// The host that answers for the image.
    var servingHost: String { isOfHub ? "registry-1.docker.io" : registry ?? "" }

    /// The repository there; Docker Hub's own images are in `library`.
    var servedRepository: String { isOfHub && !repository.contains("/") ? "library/" + repository : repository }

    /// The full name by which `pack` knows the image: `index.docker.io/library/debian:latest`.
    var canonicalName: String {
        let host = isOfHub ? "index.docker.io" : registry ?? ""
        return "\(host)/\(servedRepository)" + (digest.map { "@\($0)" } ?? ":\(tag ?? "latest")")
    }

    /// Whether both are in one registry.
    func sharesRegistry(with other: ImageReference) -> Bool { servingHost == other.servingHost }
}
