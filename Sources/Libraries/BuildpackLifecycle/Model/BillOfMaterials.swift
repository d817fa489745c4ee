/// A software bill of materials that a buildpack wrote (Buildpack specification, "Software-Bill-of-Materials").
public struct BillOfMaterials: Sendable, Equatable {
    /// The ends of file names by which the media types are told: CycloneDX, SPDX and Syft.
    public static let formats = ["cdx.json", "spdx.json", "syft.json"]

    /// What the described thing is for (Platform specification, "exporter").
    public enum Purpose: String, Sendable {
        case launch, build, cache
    }

    /// The layer it describes; nil is the application or its build as a whole, `launch.sbom.<format>`.
    public var layer: String?
    public var format: String
    public var purpose: Purpose

    public init(layer: String?, format: String, purpose: Purpose = .launch) {
        self.layer = layer
        self.format = format
        self.purpose = purpose
    }

    /// In the buildpack's layers directory.
    public var fileName: String { "\(layer ?? purpose.rawValue).sbom.\(format)" }

    /// In an image, below `<layers>/sbom/<purpose>` (Platform specification, "exporter").
    public func imagePath(of buildpack: String) -> String {
        let directory = BuildpackDescriptor.directoryName(of: buildpack)
        return ([directory] + [layer].compactMap { $0 } + ["sbom.\(format)"]).joined(separator: "/")
    }

    /// Those of the build, of layers for it and of cached ones that lie in `directory`.
    static func build(
        of buildpack: BuiltBuildpack, in directory: BytePath
    ) throws(BuildpackError) -> [BillOfMaterials] {
        let subjects: [(layer: String?, purpose: Purpose)] =
            [(nil, .build)] + buildpack.layers.filter(\.metadata.isBuild).map { ($0.name, .build) }
            + buildpack.layers.filter(\.metadata.isCache).map { ($0.name, .cache) }
        return try found(of: subjects, in: directory)
    }

    /// Those of the application and its launch layers that lie in `directory`.
    static func launch(
        of buildpack: BuiltBuildpack, in directory: BytePath
    ) throws(BuildpackError) -> [BillOfMaterials] {
        let layers = [nil] + buildpack.layers.filter(\.metadata.isLaunch).map { Optional($0.name) }
        return try found(of: layers.map { ($0, .launch) }, in: directory)
    }

    /// Those of the subjects that are regular files of `directory`, in each format.
    package static func found(
        of subjects: [(layer: String?, purpose: Purpose)], in directory: BytePath
    ) throws(BuildpackError) -> [BillOfMaterials] {
        var found: [BillOfMaterials] = []
        for (layer, purpose) in subjects {
            for format in formats {
                let bill = BillOfMaterials(layer: layer, format: format, purpose: purpose)
                let status = try FileSystem.status(directory.appending(bill.fileName))
                if status?.kind == .regular { found.append(bill) }
            }
        }
        return found
    }
}
