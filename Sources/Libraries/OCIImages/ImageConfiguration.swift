/// The image's configuration (OCI image specification, "Image Configuration"), with the fields Docker adds.
public struct ImageConfiguration: Codable, Sendable, Hashable {
    /// RFC 3339.
    public var created: String?
    public var author: String?
    public var architecture: String
    public var variant: String?
    public var os: String
    public var config: Execution?
    public var rootfs: RootFS
    public var history: [History]?

    public init(architecture: String, os: String, rootfs: RootFS) {
        self.architecture = architecture
        self.os = os
        self.rootfs = rootfs
    }

    /// What a container of the image runs.
    public struct Execution: Codable, Sendable, Hashable {
        public var user: String?
        public var environment: [String]?
        public var entrypoint: [String]?
        public var command: [String]?
        public var workingDirectory: String?
        public var labels: [String: String]?
        public var exposedPorts: [String: [String: String]]?
        public var volumes: [String: [String: String]]?
        public var stopSignal: String?

        public init() {}

        enum CodingKeys: String, CodingKey {
            case user = "User"
            case environment = "Env"
            case entrypoint = "Entrypoint"
            case command = "Cmd"
            case workingDirectory = "WorkingDir"
            case labels = "Labels"
            case exposedPorts = "ExposedPorts"
            case volumes = "Volumes"
            case stopSignal = "StopSignal"
        }
    }

    public struct RootFS: Codable, Sendable, Hashable {
        public var type = "layers"
        /// Digests of the uncompressed layers, in the manifest's order.
        public var diffIDs: [ContentDigest]

        public init(diffIDs: [ContentDigest]) {
            self.diffIDs = diffIDs
        }

        enum CodingKeys: String, CodingKey {
            case type
            case diffIDs = "diff_ids"
        }
    }

    public struct History: Codable, Sendable, Hashable {
        public var created: String?
        public var createdBy: String?
        public var comment: String?
        public var isEmptyLayer: Bool?

        public init(created: String? = nil, createdBy: String? = nil) {
            self.created = created
            self.createdBy = createdBy
        }

        enum CodingKeys: String, CodingKey {
            case created
            case createdBy = "created_by"
            case comment
            case isEmptyLayer = "empty_layer"
        }
    }
}
