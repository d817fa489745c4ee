import ApplicationImages
import BuildpackLifecycle

/// `restorer`: brings back what earlier builds left for the group's buildpacks (Platform specification, "restorer").
struct RestorationPhase {
    let inputs: PhaseInputs

    private var output: BuildOutput { inputs.output }

    func run() throws {
        try Privileges.assume(inputs, owning: [inputs.layers, inputs.cache])
        let group = try GroupDocument(reading: inputs.group)
        let ids = group.buildpacks.map(\.id)
        if let previous = try AnalyzedDocument(reading: inputs.analyzed).metadata {
            try restoreStores(previous, ids)
            if !inputs.skipsLayers { try restoreMetadata(previous, ids) }
        }
        guard let root = inputs.cache, let cache = LayerCache(root) else { return }
        let restored = inputs.skipsLayers ? [:] : try cache.restore(ids, into: inputs.layers)
        for name in restored.keys.sorted() { output.line("Restoring data for \"\(name)\" from cache") }
        try RestoredLayers(restored).write(below: root)
    }

    private func directory(_ buildpack: String) throws -> BytePath {
        let directory = inputs.layers.appending(BuildpackDescriptor.directoryName(of: buildpack))
        try FileSystem.makeDirectories(directory)
        return directory
    }

    private func restoreStores(_ previous: LayersMetadata, _ group: [String]) throws {
        for buildpack in previous.buildpacks where group.contains(buildpack.key) {
            guard let store = buildpack.store?.metadata?.table, !store.isEmpty else { continue }
            try FileSystem.write(
                try directory(buildpack.key).appending("store.toml"),
                TOMLWriter.write(TOMLTable(["metadata": .table(store)])))
        }
    }

    private func restoreMetadata(_ previous: LayersMetadata, _ group: [String]) throws {
        for (buildpack, layer, data) in previous.restorable where group.contains(buildpack) {
            output.line("Restoring metadata for \"\(buildpack):\(layer)\" from app image")
            let directory = try directory(buildpack)
            try FileSystem.write(
                directory.appending("\(layer).toml"), LayerMetadata(metadata: data).restoredTOML)
            for format in BillOfMaterials.formats {
                let bill = BillOfMaterials(layer: layer, format: format)
                let place = inputs.layers.appending("sbom/launch").appending(bill.imagePath(of: buildpack))
                guard let content = try FileSystem.read(place, limit: 64 << 20) else { continue }
                try FileSystem.write(directory.appending(bill.fileName), content)
            }
        }
    }
}

/// What the restorer took out of the cache, so that the exporter writes back only what changed since.
///
/// Lies in the cache, which no buildpack sees.
struct RestoredLayers {
    private static let fileName = "restored.toml"

    /// Marks of the directories by `<buildpack>:<layer>`.
    let fingerprints: [String: UInt64]

    init(_ fingerprints: [String: UInt64]) { self.fingerprints = fingerprints }

    init(below cache: BytePath) throws(BuildpackError) {
        var found: [String: UInt64] = [:]
        let layers = try PhaseDocument.readIfPresent(cache.appending(Self.fileName))?.subtables("layers") ?? []
        for reader in layers {
            found[try reader.requiredString("name")] = UInt64(try reader.requiredString("mark"), radix: 16)
        }
        fingerprints = found
    }

    func write(below cache: BytePath) throws(BuildpackError) {
        let layers = fingerprints.sorted { $0.key < $1.key }.map { name, mark in
            TOMLTable(["name": .string(name), "mark": .string(String(mark, radix: 16))])
        }
        try FileSystem.write(
            cache.appending(Self.fileName), TOMLWriter.write(TOMLTable(["layers": .tables(layers)])))
    }
}
