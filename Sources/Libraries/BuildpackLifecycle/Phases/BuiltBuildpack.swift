/// What one buildpack's `bin/build` left in its layers directory.
public struct BuiltBuildpack: Sendable, Equatable {
    public struct Layer: Sendable, Equatable {
        public var name: String
        public var metadata: LayerMetadata
        /// Whether the layer's directory is there; without it the layer of the previous image is meant.
        public var hasContents: Bool

        public init(name: String, metadata: LayerMetadata, hasContents: Bool) {
            self.name = name
            self.metadata = metadata
            self.hasContents = hasContents
        }
    }

    public var id: String
    public var version: String
    public var api: String
    public var homepage: String
    public var layers: [Layer]
    public var launch: LaunchConfiguration
    /// The `[metadata]` of `store.toml`.
    public var store: TOMLTable
    public var unmet: [String]
    /// What is not used of the documents, in words for the buildpack's author.
    public var warnings: [String] = []

    /// Reads the directory. Layers come in byte order of their names.
    package init(_ buildpack: LaunchMetadata.Buildpack, layersDirectory: BytePath) throws(BuildpackError) {
        id = buildpack.id
        version = buildpack.version
        api = buildpack.api
        homepage = buildpack.homepage
        launch = LaunchConfiguration()
        store = TOMLTable()
        unmet = []
        layers = []
        for name in try FileSystem.names(in: layersDirectory) {
            guard name.count > 5, name.suffix(5).elementsEqual(".toml".utf8) else { continue }
            let path = layersDirectory.appending(name)
            let base = String(decoding: name.dropLast(5), as: UTF8.self)
            guard let bytes = try FileSystem.read(path) else { continue }
            let document = try TOMLReader(parsing: bytes, file: "\(id): \(base).toml")
            switch base {
            case "launch":
                launch = try LaunchConfiguration(document, buildpack: id, api: api)
                warnBillOfMaterials(document)
            case "build":
                warnBillOfMaterials(document)
                for reader in try document.subtables("unmet") { unmet.append(try reader.requiredString("name")) }
            case "store": store = try document.subtable("metadata")?.table ?? TOMLTable()
            default:
                let status = try FileSystem.status(layersDirectory.appending(base))
                let metadata = try LayerMetadata(document)
                layers.append(Layer(name: base, metadata: metadata, hasContents: status?.kind == .directory))
            }
        }
    }

    /// The array of API 0.6 and before; software bills of materials in files took its place.
    private mutating func warnBillOfMaterials(_ document: TOMLReader) {
        guard document.table["bom"] != nil else { return }
        warnings.append(document.failure("bom", "is deprecated since Buildpack API 0.7 and not used").message)
    }
}
