/// Media types of image content; a type we do not know stays what it is.
public struct MediaType: RawRepresentable, Sendable, Hashable, Codable {
    public var rawValue: String

    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    public static let ociManifest = MediaType(rawValue: "application/vnd.oci.image.manifest.v1+json")
    public static let ociIndex = MediaType(rawValue: "application/vnd.oci.image.index.v1+json")
    public static let ociConfig = MediaType(rawValue: "application/vnd.oci.image.config.v1+json")
    public static let ociLayer = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar")
    public static let ociLayerGzip = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar+gzip")
    public static let dockerManifest = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v2+json")
    public static let dockerManifestList = MediaType(
        rawValue: "application/vnd.docker.distribution.manifest.list.v2+json")
    public static let dockerConfig = MediaType(rawValue: "application/vnd.docker.container.image.v1+json")
    public static let dockerLayerGzip = MediaType(rawValue: "application/vnd.docker.image.rootfs.diff.tar.gzip")
}
