/// `GET /images/{name}/json`.
public struct ImageInspection: Codable, Sendable {
    /// `sha256:…` of the image's configuration.
    public var id: String
    public var repoTags: [String]?
    public var repoDigests: [String]?
    public var created: String?
    public var architecture: String?
    public var operatingSystem: String?
    /// Bytes.
    public var size: Int64?
    public var config: ContainerConfig?
    public var rootFS: RootFS?

    public struct RootFS: Codable, Sendable {
        public var type: String?
        /// Digests of the uncompressed layers.
        public var layers: [String]?

        enum CodingKeys: String, CodingKey {
            case type = "Type"
            case layers = "Layers"
        }
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case repoTags = "RepoTags"
        case repoDigests = "RepoDigests"
        case created = "Created"
        case architecture = "Architecture"
        case operatingSystem = "Os"
        case size = "Size"
        case config = "Config"
        case rootFS = "RootFS"
    }
}

/// One entry of `GET /images/json`.
public struct ImageSummary: Codable, Sendable {
    public var id: String
    public var repoTags: [String]?
    public var repoDigests: [String]?
    public var labels: [String: String]?
    /// Unix seconds.
    public var created: Int64?
    /// Bytes.
    public var size: Int64?

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case repoTags = "RepoTags"
        case repoDigests = "RepoDigests"
        case labels = "Labels"
        case created = "Created"
        case size = "Size"
    }
}
