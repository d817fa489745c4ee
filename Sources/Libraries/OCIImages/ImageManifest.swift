/// Points at content by its digest (OCI image specification, "Descriptor").
public struct Descriptor: Codable, Sendable, Hashable {
    public var mediaType: MediaType
    public var digest: ContentDigest
    /// Bytes.
    public var size: Int64
    public var annotations: [String: String]?
    /// In an index: what the manifest is for.
    public var platform: Platform?

    public init(mediaType: MediaType, digest: ContentDigest, size: Int64, annotations: [String: String]? = nil) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.annotations = annotations
    }

    public struct Platform: Codable, Sendable, Hashable {
        public var architecture: String
        public var os: String
        public var variant: String?

        public init(architecture: String, os: String, variant: String? = nil) {
            self.architecture = architecture
            self.os = os
            self.variant = variant
        }
    }
}

/// One image: its configuration and its layers from the base up.
public struct ImageManifest: Codable, Sendable, Hashable {
    public var schemaVersion = 2
    public var mediaType: MediaType?
    public var config: Descriptor
    public var layers: [Descriptor]
    public var annotations: [String: String]?

    public init(mediaType: MediaType = .ociManifest, config: Descriptor, layers: [Descriptor]) {
        self.mediaType = mediaType
        self.config = config
        self.layers = layers
    }
}

/// Images of one name for several platforms.
public struct ImageIndex: Codable, Sendable, Hashable {
    public var schemaVersion = 2
    public var mediaType: MediaType?
    public var manifests: [Descriptor]
    public var annotations: [String: String]?

    public init(mediaType: MediaType = .ociIndex, manifests: [Descriptor]) {
        self.mediaType = mediaType
        self.manifests = manifests
    }
}
