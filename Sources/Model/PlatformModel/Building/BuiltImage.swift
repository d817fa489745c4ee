/// A published image and how long it took to make.
public struct BuiltImage: Hashable, Sendable {
    public let digest: ImageDigest
    /// The builder image that was used, as the user knows it.
    public let builder: String
    public let buildTime: Duration
    public let publishTime: Duration

    public init(digest: ImageDigest, builder: String, buildTime: Duration, publishTime: Duration) {
        self.digest = digest
        self.builder = builder
        self.buildTime = buildTime
        self.publishTime = publishTime
    }
}
