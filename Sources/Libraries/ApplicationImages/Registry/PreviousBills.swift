import BuildpackLifecycle
import OCIRegistry

/// Bills of materials of the previous image's layers, restored for the buildpacks that reuse those layers
/// (Buildpack specification, "Launch Layers").
package struct PreviousBills: Sendable {
    /// Larger than any bill known, small enough for memory.
    package static let limit = 64 << 20

    /// Content by path below `layers/`: `<buildpack>/<layer>.sbom.<format>`.
    package let files: [(path: String, content: [UInt8])]

    package static let none = PreviousBills(files: [])

    private init(files: [(path: String, content: [UInt8])]) { self.files = files }

    /// Picks the bills of restorable layers out of an image's layer.
    package init(layer: [UInt8], of previous: LayersMetadata) throws {
        let wanted = previous.restorableBills
        let bytes = try GzipReader.decompress(layer, limit: Self.limit)
        var rest = bytes[...]
        let reader = TarReader { buffer in
            let count = min(buffer.count, rest.count)
            buffer.copyBytes(from: rest.prefix(count))
            rest = rest.dropFirst(count)
            return count
        }
        var found: [(path: String, content: [UInt8])] = []
        while let header = try reader.next() {
            guard header.kind == .regular,
                let (buildpack, bill) = wanted[header.relativePath.description]
            else { continue }
            let path = "\(BuildpackDescriptor.directoryName(of: buildpack))/\(bill.fileName)"
            found.append((path, try reader.readContent(limit: Self.limit)))
        }
        files = found
    }

    /// Reads them from the image's registry.
    package static func load(_ previous: PreviousImage) async throws -> PreviousBills {
        guard let diffID = previous.restorableBillsLayer, let descriptor = previous.descriptor(of: diffID),
            let origin = previous.origin
        else { return .none }
        let layer = try await origin.registry.blob(origin.repository, descriptor.digest).collect(upTo: limit)
        return try PreviousBills(layer: layer, of: previous.metadata)
    }
}
