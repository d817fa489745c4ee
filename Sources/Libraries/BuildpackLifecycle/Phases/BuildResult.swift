/// What a build made, before it is an image: the first entry of the archive on the lifecycle's standard output.
///
/// The archive goes on with one section a layer: an empty entry `section/<identifier>`, then the layer's files by
/// their absolute paths. A hard link to its own name stands for a file of the application directory that is as the
/// request brought it. `end` is the last entry; an archive without it was cut off.
public struct BuildResult: Sendable, Equatable {
    public static let entryName: BytePath = "result.toml"
    public static let endName: BytePath = "end"
    /// The answer to a ``SourceList``, a ``KeptFiles`` document in front of everything.
    public static let keptName: BytePath = "kept"
    public static let sectionPrefix = "section/"
    /// The section of the application's bills of materials.
    public static let billsName = "sbom"
    /// The section of those of the build, which no image holds; sent on request only.
    public static let buildBillsName = "sbom-build"

    public var launch: LaunchMetadata
    public var labels: [LaunchConfiguration.Label]
    public var buildpacks: [BuiltBuildpack]

    /// Joins what the buildpacks of a group left.
    public init(_ built: [BuiltBuildpack]) {
        launch = LaunchMetadata.combine(
            built.map(\.launch),
            buildpacks: built.map {
                LaunchMetadata.Buildpack(id: $0.id, version: $0.version, api: $0.api, homepage: $0.homepage)
            })
        labels = []
        for label in built.flatMap(\.launch.labels) {
            labels.removeAll { $0.key == label.key }
            labels.append(label)
        }
        buildpacks = built
    }

    /// Joins what `metadata.toml` says with the buildpacks whose layers lie on disk.
    package init(metadata document: TOMLReader, buildpacks: [BuiltBuildpack]) throws(BuildpackError) {
        launch = try LaunchMetadata(document)
        labels = try Self.labels(document)
        self.buildpacks = buildpacks
    }

    private static func labels(_ document: TOMLReader) throws(BuildpackError) -> [LaunchConfiguration.Label] {
        var labels: [LaunchConfiguration.Label] = []
        for reader in try document.subtables("labels") {
            labels.append(
                LaunchConfiguration.Label(
                    key: try reader.requiredString("key"), value: try reader.string("value") ?? ""))
        }
        return labels
    }

    public init(_ document: TOMLReader) throws(BuildpackError) {
        launch = try LaunchMetadata(document)
        labels = try Self.labels(document)
        buildpacks = []
        for (reader, known) in zip(try document.subtables("built"), launch.buildpacks) {
            var layers: [BuiltBuildpack.Layer] = []
            for layer in try reader.subtables("layers") {
                let metadata = LayerMetadata(
                    isLaunch: try layer.boolean("launch"), isBuild: try layer.boolean("build"),
                    isCache: try layer.boolean("cache"), metadata: try layer.subtable("metadata")?.table ?? TOMLTable())
                layers.append(
                    BuiltBuildpack.Layer(
                        name: try layer.requiredString("name"), metadata: metadata,
                        hasContents: try layer.boolean("contents")))
            }
            buildpacks.append(
                BuiltBuildpack(known, layers: layers, store: try reader.subtable("store")?.table ?? TOMLTable()))
        }
    }

    /// The document `metadata.toml` with the labels, as one phase leaves it to the next.
    package var metadataTable: TOMLTable {
        var document = launch.table
        document.set(
            "labels", .tables(labels.map { TOMLTable(["key": .string($0.key), "value": .string($0.value)]) }))
        return document
    }

    public var toml: String {
        var document = metadataTable
        document.set(
            "built",
            .tables(
                buildpacks.map { buildpack in
                    var table = TOMLTable(["id": .string(buildpack.id)])
                    if !buildpack.store.isEmpty { table.set("store", .table(buildpack.store)) }
                    table.set("layers", .tables(buildpack.layers.map(Self.table)))
                    return table
                }))
        return TOMLWriter.write(document)
    }

    private static func table(_ layer: BuiltBuildpack.Layer) -> TOMLTable {
        var table = TOMLTable([
            "name": .string(layer.name), "launch": .boolean(layer.metadata.isLaunch),
            "build": .boolean(layer.metadata.isBuild), "cache": .boolean(layer.metadata.isCache),
            "contents": .boolean(layer.hasContents),
        ])
        if !layer.metadata.metadata.isEmpty { table.set("metadata", .table(layer.metadata.metadata)) }
        return table
    }
}

extension BuiltBuildpack {
    init(_ buildpack: LaunchMetadata.Buildpack, layers: [Layer], store: TOMLTable) {
        id = buildpack.id
        version = buildpack.version
        api = buildpack.api
        homepage = buildpack.homepage
        self.layers = layers
        launch = LaunchConfiguration()
        self.store = store
        unmet = []
    }
}
