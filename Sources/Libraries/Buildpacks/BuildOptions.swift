/// Everything `build` is asked for.
public struct BuildOptions: Sendable {
    /// Where layers are kept from one build to the next.
    public enum Cache: Sendable, Equatable {
        case volume(String)
        /// Absolute path of this machine; made where it is missing.
        case directory(String)
        /// Name of an image in a registry.
        case image(String)
    }

    /// What the build container may use.
    public struct Limits: Sendable, Equatable {
        /// Bytes; no swap beside it.
        public var memory: Int64 = 4 << 30
        public var cpus: Double = 2
        public var processes: Int64 = 4096
        /// Wall time of the container.
        public var duration: Duration = .seconds(15 * 60)
        /// Bytes the buildpacks may print.
        public var output: Int64 = 64 << 20
        /// Bytes of what the build leaves: application directory and launch layers.
        public var result: Int64 = 16 << 30

        public init() {}
    }

    /// Whether images are fetched (`pack`'s `--pull-policy`).
    public enum PullPolicy: String, Sendable, CaseIterable {
        case always, never
        case ifNotPresent = "if-not-present"
    }

    public var image: String
    public var additionalTags: [String] = []
    public var path: String
    /// Nil: the project descriptor names it.
    public var builder: String?
    /// Ids, directories and `from=builder`, in order; empty means the builder's own order.
    public var buildpacks: [String] = []
    /// In the order given; later ones win.
    public var environment: [(name: String, value: String)] = []
    /// Nil: a volume that is named after the image.
    public var cache: Cache?
    /// Volume that keeps a large source between builds.
    public var launchCache: String?
    public var network: String?
    /// Seconds since 1970; nil is the constant of reproducible builds, 1980-01-01 00:00:01.
    public var creationTime: Int64?
    public var descriptorPath: String?
    public var defaultProcess: String?
    public var runImage: String?
    /// Image whose launcher the application gets in place of the builder's own.
    public var lifecycleImage: String?
    /// Image whose layers and metadata are used in place of the one the name stands for.
    public var previousImage: String?
    /// Put before and after every group of the order.
    public var preBuildpacks: [String] = []
    public var postBuildpacks: [String] = []
    /// Directory `report.toml` is written to.
    public var reportDirectory: String?
    /// Directory the bills of materials are written to.
    public var billsDirectory: String?
    /// Where the application lies in the build container and in the image.
    public var workspace = "/workspace"
    public var pullPolicy = PullPolicy.always
    public var clearsCache = false
    /// Straight into the registry of the image's name, else into the daemon.
    public var publishes = false
    /// `host:container[:options]`.
    public var volumes: [String] = []
    public var limits = Limits()

    public init(image: String, path: String, builder: String? = nil) {
        self.image = image
        self.path = path
        self.builder = builder
    }
}
