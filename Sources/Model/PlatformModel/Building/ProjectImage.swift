/// The repository of a project's images in the platform's registry: `<registry>/<project-uuid>`.
public struct ProjectImage: Hashable, Sendable {
    /// `host:port` of the registry.
    public let registry: String
    public let project: ProjectID

    public init(registry: String, project: ProjectID) {
        self.registry = registry
        self.project = project
    }

    public var repository: String { "\(registry)/\(project)" }
    public var latest: String { "\(repository):latest" }

    public func tagged(_ commit: CommitID) -> String { "\(repository):\(commit.tag)" }

    /// The only form in which an image is named from publishing on.
    public func pinned(_ digest: ImageDigest) -> String { "\(repository)@\(digest)" }
}
