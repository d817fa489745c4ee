/// How builds are run on this machine.
public struct PackBuilderConfiguration: Sendable {
    /// The platform's id; everything a build makes carries it, and sweeps touch nothing else.
    public var platform: String
    public var dockerSocket = "/var/run/docker.sock"
    /// `PAASTECH_PACK`: the pack program to use instead of looking for one on `searchPath`.
    public var pack: String?
    /// The platform's own pack, for builders of its own and for machines without `pack`.
    public var bundledPack: String
    /// `PATH` of the pack program, and where it is looked for.
    public var searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    /// The builder where a commit names none.
    public var defaultBuilder = "paastech/builder:bookworm"
    /// The image with the lifecycle for builds that are not trusted; by default the one of the builder's own version.
    public var lifecycleImage: String?
    /// Whether builder, run and lifecycle images that are not here are fetched from their registries.
    public var fetchesImages = true
    /// CIDR of the range from which each build network takes a `/28`.
    public var subnets = "10.214.0.0/16"
    /// Handed on to the build as they are, such as `HTTPS_PROXY`.
    public var proxyVariables: [String: String] = [:]
    public var limits = BuildLimits()

    public init(platform: String, bundledPack: String) {
        self.platform = platform
        self.bundledPack = bundledPack
    }
}
