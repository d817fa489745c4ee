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

/// A manifest as the registry keeps it: the very bytes its digest is of, and what they say.
///
/// Decoding knows some of the fields and their order is lost, so what is sent on are always these bytes.
public struct StoredManifest: Sendable, Hashable {
    public enum Content: Sendable, Hashable {
        case image(ImageManifest)
        case index(ImageIndex)
    }

    public let bytes: [UInt8]
    public let mediaType: MediaType
    public let digest: ContentDigest
    public let content: Content

    /// The image's manifest, `nil` for an index.
    public var image: ImageManifest? {
        if case .image(let manifest) = content { manifest } else { nil }
    }
}
