/// What `<layers>/<layer>.toml` says (Buildpack specification, "Layer Content Metadata").
public struct LayerMetadata: Sendable, Equatable {
    public var isLaunch: Bool
    public var isBuild: Bool
    public var isCache: Bool
    public var metadata: TOMLTable

    public init(isLaunch: Bool = false, isBuild: Bool = false, isCache: Bool = false, metadata: TOMLTable = TOMLTable())
    {
        self.isLaunch = isLaunch
        self.isBuild = isBuild
        self.isCache = isCache
        self.metadata = metadata
    }

    public init(_ document: TOMLReader) throws(BuildpackError) {
        for key in ["launch", "build", "cache"] where document.table[key] != nil {
            throw document.failure(key, "belongs into the table [types]")
        }
        let types = try document.subtable("types")
        isLaunch = try types?.boolean("launch") ?? false
        isBuild = try types?.boolean("build") ?? false
        isCache = try types?.boolean("cache") ?? false
        metadata = try document.subtable("metadata")?.table ?? TOMLTable()
    }

    /// Whether the layer is for its own buildpack's build alone.
    public var isIgnored: Bool { !isLaunch && !isBuild && !isCache }

    /// The document with its types.
    public var toml: String {
        var table = TOMLTable([
            "types": .table(
                TOMLTable(["launch": .boolean(isLaunch), "build": .boolean(isBuild), "cache": .boolean(isCache)]))
        ])
        table.set("metadata", .table(metadata))
        return TOMLWriter.write(table)
    }

    /// The document as a later build finds it: restored metadata carries no types, so that a layer is used only when
    /// the buildpack asks for it anew (Buildpack specification, "Reusing Layers").
    public var restoredTOML: String { TOMLWriter.write(TOMLTable(["metadata": .table(metadata)])) }
}
