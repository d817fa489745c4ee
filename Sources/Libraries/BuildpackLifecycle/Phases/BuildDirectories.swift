/// Where things lie in a build container (Platform specification, "Usage").
public struct BuildDirectories: Sendable, Equatable {
    public var app: BytePath
    public var layers: BytePath
    public var platform: BytePath
    /// Operator-provided variables are in `env` below it.
    public var buildConfig: BytePath
    /// Roots of `<id>/<version>` directories, searched in order.
    public var buildpacks: [BytePath]
    /// The file with the builder's order.
    public var order: BytePath
    /// Where layers of earlier builds are kept; nil without a cache.
    public var cache: BytePath?
    public var temporary: BytePath

    public init(
        app: BytePath = "/workspace", layers: BytePath = "/layers", platform: BytePath = "/platform",
        buildConfig: BytePath = "/cnb/build-config",
        buildpacks: [BytePath] = ["/platform/buildpacks", "/cnb/buildpacks"],
        order: BytePath = "/cnb/order.toml", cache: BytePath? = "/cache", temporary: BytePath = "/tmp"
    ) {
        self.app = app
        self.layers = layers
        self.platform = platform
        self.buildConfig = buildConfig
        self.buildpacks = buildpacks
        self.order = order
        self.cache = cache
        self.temporary = temporary
    }
}
