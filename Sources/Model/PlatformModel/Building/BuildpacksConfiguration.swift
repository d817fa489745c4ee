/// What `paastech/buildpacks.yaml` asks for, checked.
public struct BuildpacksConfiguration: Hashable, Sendable {
    /// A build-time variable. Its order is the file's.
    public struct Variable: Hashable, Sendable {
        public let name: String
        public let value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// A buildpack to use instead of the builder's own detection.
    public enum Buildpack: Hashable, Sendable {
        /// An id with optional `@version`, a `urn:cnb:…` or an allowed `docker://…` reference, as written.
        case named(String)
        /// A directory of the repository relative to its root, without the leading `./`.
        case directory(String)
    }

    /// The directory to build, relative to the root of the repository; `.` for the root itself.
    public let path: String
    /// The builder image, or `nil` for the platform's default.
    public let builder: String?
    public let buildpacks: [Buildpack]
    public let environment: [Variable]

    public init(
        path: String = ".", builder: String? = nil, buildpacks: [Buildpack] = [], environment: [Variable] = []
    ) {
        self.path = path
        self.builder = builder
        self.buildpacks = buildpacks
        self.environment = environment
    }

    /// Where the file lives in the tree of a commit.
    public static let file = "paastech/buildpacks.yaml"
}
