/// The name of an image: `[host[:port]/]path[:tag][@digest]`, by the grammar of the Distribution project.
public struct ImageReference: Sendable, Hashable {
    /// `host` or `host:port`; `nil` where the name begins with its path.
    public let registry: String?
    /// The repository within its registry, such as `library/debian`.
    public let repository: String
    public let tag: String?
    public let digest: ContentDigest?

    /// Parses the text.
    ///
    /// As Docker does, the first part is a registry only if it has a dot or a colon or is `localhost`; short names are
    /// not completed with Docker Hub's name.
    /// - Throws: ``ImageReferenceError``.
    public init(_ text: String) throws(ImageReferenceError) {
        func refuse(_ why: String) -> ImageReferenceError {
            ImageReferenceError(message: "\"\(text)\" is no image reference: \(why)")
        }
        var rest = text[...]
        var digest: ContentDigest?
        if let at = rest.firstIndex(of: "@") {
            guard let parsed = ContentDigest(String(rest[rest.index(after: at)...])) else {
                throw refuse("what follows @ is no digest")
            }
            digest = parsed
            rest = rest[..<at]
        }
        var registry: String?
        if let slash = rest.firstIndex(of: "/") {
            let first = rest[..<slash]
            if first == "localhost" || first.contains(where: { $0 == "." || $0 == ":" || $0 == "[" }) {
                guard Self.isRegistry(first) else { throw refuse("\"\(first)\" is no host") }
                registry = String(first)
                rest = rest[rest.index(after: slash)...]
            }
        }
        var tag: String?
        if let colon = rest.lastIndex(of: ":") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        if let tag, !Self.isTag(tag) { throw refuse("\"\(tag)\" is no tag") }
        guard Self.isRepository(rest) else {
            throw refuse("\"\(rest)\" is no repository name (lower-case letters, digits and . _ - / between them)")
        }
        guard (registry.map { $0.utf8.count + 1 } ?? 0) + rest.utf8.count <= 255 else {
            throw refuse("the name is longer than 255 characters")
        }
        self.init(registry: registry, repository: String(rest), tag: tag, digest: digest)
    }

    private init(registry: String?, repository: String, tag: String?, digest: ContentDigest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// The same image, by that digest alone: `name@sha256:…`.
    public func pinned(to digest: ContentDigest) -> ImageReference {
        ImageReference(registry: registry, repository: repository, tag: nil, digest: digest)
    }

    /// `registry/repository` without tag and digest.
    public var name: String { (registry.map { "\($0)/" } ?? "") + repository }

    /// What the registry is asked for: the digest, else the tag, else `latest`.
    public var selector: String { digest?.description ?? tag ?? "latest" }
}

extension ImageReference: CustomStringConvertible {
    public var description: String {
        name + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}
