/// What the launcher reads at `<layers>/config/metadata.toml` (Platform specification, "metadata.toml").
public struct LaunchMetadata: Sendable, Equatable {
    public struct Buildpack: Sendable, Equatable {
        public var id: String
        public var version: String
        public var api: String
        public var homepage: String

        public init(id: String, version: String, api: String, homepage: String = "") {
            self.id = id
            self.version = version
            self.api = api
            self.homepage = homepage
        }
    }

    public var buildpacks: [Buildpack]
    public var processes: [LaunchProcess]
    public var slices: [[String]]
    public var defaultProcessType: String?

    public init(
        buildpacks: [Buildpack], processes: [LaunchProcess], slices: [[String]] = [], defaultProcessType: String? = nil
    ) {
        self.buildpacks = buildpacks
        self.processes = processes
        self.slices = slices
        self.defaultProcessType = defaultProcessType
    }

    public init(_ document: TOMLReader) throws(BuildpackError) {
        buildpacks = []
        for reader in try document.subtables("buildpacks") {
            buildpacks.append(
                Buildpack(
                    id: try reader.requiredString("id"), version: try reader.string("version") ?? "",
                    api: try reader.requiredString("api"), homepage: try reader.string("homepage") ?? ""))
        }
        processes = []
        for reader in try document.subtables("processes") { processes.append(try LaunchProcess(metadata: reader)) }
        slices = []
        for reader in try document.subtables("slices") { slices.append(try reader.strings("paths") ?? []) }
        defaultProcessType = try document.string("buildpack-default-process-type")
    }

    public var toml: String { TOMLWriter.write(table) }

    public var table: TOMLTable {
        var table = TOMLTable()
        if let defaultProcessType { table.set("buildpack-default-process-type", .string(defaultProcessType)) }
        table.set(
            "buildpacks",
            .tables(
                buildpacks.map { buildpack in
                    var entry = TOMLTable([
                        "id": .string(buildpack.id), "version": .string(buildpack.version),
                        "api": .string(buildpack.api),
                    ])
                    if !buildpack.homepage.isEmpty { entry.set("homepage", .string(buildpack.homepage)) }
                    return entry
                }))
        table.set("processes", .tables(processes.map(\.table)))
        if !slices.isEmpty { table.set("slices", .tables(slices.map { TOMLTable(["paths": .strings($0)]) })) }
        return table
    }

    /// Joins what each buildpack wrote, later ones overriding processes of the same type
    /// (Buildpack specification, "launch.toml"). A non-default definition that overrides a default leaves no default.
    public static func combine(_ contributions: [LaunchConfiguration], buildpacks: [Buildpack]) -> LaunchMetadata {
        var processes: [LaunchProcess] = []
        var defaultType: String?
        for process in contributions.flatMap(\.processes) {
            if process.isDefault {
                defaultType = process.type
            } else if defaultType == process.type {
                defaultType = nil
            }
            var plain = process
            plain.isDefault = false
            processes.removeAll { $0.type == process.type }
            processes.append(plain)
        }
        // Several spellings of one set of processes must give one digest.
        processes.sort { $0.type < $1.type }
        return LaunchMetadata(
            buildpacks: buildpacks, processes: processes, slices: contributions.flatMap(\.slices),
            defaultProcessType: defaultType)
    }
}
