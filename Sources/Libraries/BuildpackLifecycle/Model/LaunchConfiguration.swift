/// What a buildpack wrote to `launch.toml` (Buildpack specification, "launch.toml").
public struct LaunchConfiguration: Sendable, Equatable {
    public struct Label: Sendable, Equatable {
        public var key: String
        public var value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    public var labels: [Label] = []
    public var processes: [LaunchProcess] = []
    /// Each slice is a list of path globs in the application directory.
    public var slices: [[String]] = []

    public init() {}

    /// Reads `document`; `buildpack` and `api` say who wrote it, since the meaning of `direct` and `args` depends on it.
    public init(_ document: TOMLReader, buildpack: String, api: String) throws(BuildpackError) {
        for reader in try document.subtables("labels") {
            let label = Label(key: try reader.requiredString("key"), value: try reader.string("value") ?? "")
            guard !labels.contains(where: { $0.key == label.key }) else {
                throw reader.failure("key", "is \"\(label.key)\" a second time")
            }
            guard !label.key.hasPrefix("io.buildpacks.") || !Self.reserved.contains(label.key) else {
                throw reader.failure("key", "is \"\(label.key)\", which belongs to the lifecycle; choose another label")
            }
            labels.append(label)
        }
        for reader in try document.subtables("processes") {
            let process = try LaunchProcess(reader, buildpack: buildpack, api: api)
            guard !processes.contains(where: { $0.type == process.type }) else {
                throw reader.failure("type", "is \"\(process.type)\" a second time")
            }
            guard !process.isDefault || !processes.contains(where: \.isDefault) else {
                throw reader.failure("default", "is true for a second process")
            }
            processes.append(process)
        }
        for reader in try document.subtables("slices") { slices.append(try reader.strings("paths") ?? []) }
    }

    /// Labels the lifecycle itself writes; a buildpack that set one could forge the image's history.
    public static let reserved: Set<String> = [
        "io.buildpacks.lifecycle.metadata", "io.buildpacks.build.metadata", "io.buildpacks.project.metadata",
        "io.buildpacks.stack.id",
    ]
}
