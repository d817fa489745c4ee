import ApplicationImages
import BuildpackLifecycle

/// Layers of a cache image on their way into a build container.
struct CachedLayers: Sendable {
    private static let billLimit = 64 << 20
    private static let billsRoot: BytePath = "layers/sbom/cache"

    var layers: [(layer: CachedLayer, content: SpooledBytes)] = []
    /// Archive of the bills of materials.
    var bills: SpooledBytes?

    /// Writes metadata, contents and bills of materials below `layers/`, where the container expects them.
    func write(to writer: TarWriter) throws {
        for (layer, content) in layers {
            let directory = "layers/\(BuildpackDescriptor.directoryName(of: layer.buildpack))"
            let document = LayerMetadata(metadata: layer.data?.table ?? TOMLTable()).restoredTOML
            try file("\(directory)/\(layer.name).toml", Array(document.utf8), writer)
            try copy(content, within: BytePath("\(directory)/\(layer.name)"), to: writer)
        }
        guard let bills else { return }
        var names: [String: String] = [:]
        for (layer, _) in layers {
            let directory = BuildpackDescriptor.directoryName(of: layer.buildpack)
            for format in BillOfMaterials.formats {
                let bill = BillOfMaterials(layer: layer.name, format: format, purpose: .cache)
                names["\(Self.billsRoot)/\(bill.imagePath(of: layer.buildpack))"] =
                    "layers/\(directory)/\(bill.fileName)"
            }
        }
        let reader = bills.tarReader()
        while let header = try reader.next() {
            guard header.kind == .regular, let name = names[header.relativePath.description] else { continue }
            try file(name, try reader.readContent(limit: Self.billLimit), writer)
        }
    }

    private func file(_ path: String, _ content: [UInt8], _ writer: TarWriter) throws {
        try writer.append(TarHeader(path: BytePath(path), kind: .regular, mode: 0o644), content: content)
    }

    /// Whoever can write to the registry wrote these names: what lies outside of the layer is left out.
    private func copy(_ layer: SpooledBytes, within root: BytePath, to writer: TarWriter) throws {
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        let reader = layer.tarReader()
        while let header = try reader.next() {
            let path = try TarExtractor.checked(header.relativePath)
            guard path.isWithin(root) else { continue }
            var entry = header
            entry.path = path
            if header.kind == .regular {
                try writer.append(entry, contentOf: reader, through: &buffer)
            } else {
                try writer.append(entry)
            }
        }
    }

    /// Of the bills of a build those of cached layers, as a layer of the cache image; nil where there is none.
    static func bills(_ all: FileLayer) throws -> FileLayer? {
        let layer = LayerBuilder("buildpacksio/lifecycle:cache.sbom", createdBy: "Software Bill-of-Materials")
        var isEmpty = true
        let reader = all.content.tarReader()
        while let header = try reader.next() {
            guard header.kind == .regular, header.relativePath.isWithin(billsRoot) else { continue }
            try layer.writer.append(header, content: try reader.readContent(limit: billLimit))
            isEmpty = false
        }
        return isEmpty ? nil : try layer.finish()
    }
}
