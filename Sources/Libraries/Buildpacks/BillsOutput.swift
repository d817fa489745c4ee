import ApplicationImages
import BuildpackLifecycle

/// Writes the bills of materials of a build where a person asked for them (Platform specification, "exporter").
///
/// As `pack` does it: below `sbom` of a directory that is there, else as the directory itself.
struct BillsOutput {
    private static let place = ["layers", "sbom"]

    let directory: BytePath

    /// - Parameter layers: archives of files below `layers/sbom`, whose content a buildpack chose.
    func write(_ layers: [FileLayer]) throws {
        let isThere = try FileSystem.status(directory, followingLinks: true)
        guard isThere == nil || isThere?.kind == .directory else {
            throw BuildFailure(.invalid, "--sbom-output-dir \"\(directory)\" is not a directory")
        }
        let root = isThere == nil ? directory : directory.appending("sbom")
        try FileSystem.makeDirectories(root)
        let extractor = TarExtractor(into: root)
        for layer in layers {
            let reader = layer.content.tarReader()
            while let header = try reader.next() {
                let components = try TarExtractor.checked(header.relativePath).components
                // Links would be followed by whoever reads the files here.
                guard components.count > Self.place.count, header.kind == .regular || header.kind == .directory else {
                    continue
                }
                let path = components.dropFirst(Self.place.count).joined(separator: [UInt8(ascii: "/")])
                try extractor.extract(header, from: reader, as: BytePath(Array(path)))
            }
        }
    }
}
