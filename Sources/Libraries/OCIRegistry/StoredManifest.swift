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
