/// A software bill of materials that a buildpack wrote (Buildpack specification, "Software-Bill-of-Materials").
public struct BillOfMaterials: Sendable, Equatable {
    /// The ends of file names by which the media types are told: CycloneDX, SPDX and Syft.
    public static let formats = ["cdx.json", "spdx.json", "syft.json"]

    /// The layer it describes; nil is the application as a whole, `launch.sbom.<format>`.
    public var layer: String?
    public var format: String

    public init(layer: String?, format: String) {
        self.layer = layer
        self.format = format
    }

    /// In the buildpack's layers directory.
    public var fileName: String { "\(layer ?? "launch").sbom.\(format)" }

    /// In an image, below `<layers>/sbom/launch` (Platform specification, "exporter").
    public func imagePath(of buildpack: String) -> String {
        let directory = BuildpackDescriptor.directoryName(of: buildpack)
        return ([directory] + [layer].compactMap { $0 } + ["sbom.\(format)"]).joined(separator: "/")
    }

    /// Those of the application and its launch layers that lie in `directory`.
    static func launch(
        of buildpack: BuiltBuildpack, in directory: BytePath
    ) throws(BuildpackError) -> [BillOfMaterials] {
        let layers = [nil] + buildpack.layers.filter(\.metadata.isLaunch).map { Optional($0.name) }
        var found: [BillOfMaterials] = []
        for layer in layers {
            for format in formats {
                let bill = BillOfMaterials(layer: layer, format: format)
                let status = try FileSystem.status(directory.appending(bill.fileName))
                if status?.kind == .regular { found.append(bill) }
            }
        }
        return found
    }
}
