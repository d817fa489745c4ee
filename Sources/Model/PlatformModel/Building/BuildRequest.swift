public import FoundationEssentials

/// Everything an image builder needs to know about one build.
public struct BuildRequest: Hashable, Sendable {
    public let deployment: DeploymentID
    public let image: ProjectImage
    public let commit: CommitID
    /// The committer's time; it becomes the image's creation time, so that the same source gives the same digest.
    public let commitTime: Date
    /// Absolute path of the exported tree of the commit.
    public let export: String
    /// Absolute path of a directory for the build's own files (descriptor, `HOME`), removed by the caller.
    public let workspace: String
    public let configuration: BuildpacksConfiguration
    /// Ignore what earlier builds cached (`-o clear-cache`).
    public let clearCache: Bool

    public init(
        deployment: DeploymentID, image: ProjectImage, commit: CommitID, commitTime: Date, export: String,
        workspace: String, configuration: BuildpacksConfiguration, clearCache: Bool
    ) {
        self.deployment = deployment
        self.image = image
        self.commit = commit
        self.commitTime = commitTime
        self.export = export
        self.workspace = workspace
        self.configuration = configuration
        self.clearCache = clearCache
    }
}
