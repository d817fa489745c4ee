import ApplicationImages
import BuildpackLifecycle

/// Buildpacks in a file: a package (`.cnb`) or the archive of one buildpack's directory (`.tgz`).
enum BuildpackArchive {
    /// Bytes that come out of one file at most.
    static let limit: Int64 = 8 << 30
    private static let descriptorLimit = 4 << 20
    private static let entryLimit = 1_000_000

    static func read(_ path: BytePath) throws -> [LocalBuildpack] {
        guard let file = try SpooledBytes(opening: path) else {
            throw BuildFailure(.invalid, "buildpack file \(path) does not exist")
        }
        return try read(file: file, name: path.description)
    }

    /// The file's buildpack, first, and those that come with it. What a file is its content tells, not its name.
    static func read(file: SpooledBytes, name: String) throws -> [LocalBuildpack] {
        guard try file.read(at: 0, size: 4) != Array("PK\u{3}\u{4}".utf8) else {
            throw BuildFailure(.invalid, "\(name) is a zip file; a buildpack is a directory, a .tgz or a .cnb file")
        }
        let archive = try GzipReader.decompress(file, limit: limit, name: name)
        do {
            return try read(archive, name)
        } catch let error as BuildpackError where error.code == .hostileArchive {
            throw BuildFailure(.invalid, "buildpack file \(name) cannot be used: \(error.message)")
        }
    }

    private static func read(_ archive: SpooledBytes, _ name: String) throws -> [LocalBuildpack] {
        var names: Set<String> = []
        var document: [UInt8]?
        let reader = archive.tarReader()
        while let header = try reader.next() {
            guard names.count < entryLimit else {
                throw BuildFailure(.invalid, "buildpack file \(name) holds more than \(entryLimit) entries")
            }
            let path = try TarExtractor.checked(header.path).description
            names.insert(path)
            if path == "buildpack.toml" { document = try reader.readContent(limit: descriptorLimit) }
        }
        if OCIArchive.isLayout(names) { return try readPackage(archive, name) }
        guard let document else {
            let what = names.contains("extension.toml") ? "an image extension, which is not supported" : "no buildpack"
            throw BuildFailure(.invalid, "\(name) is \(what): it holds neither buildpack.toml nor an image layout")
        }
        let descriptor = try BuildpackDescriptor(TOMLReader(parsing: document, file: "\(name): buildpack.toml"))
        return [LocalBuildpack(descriptor: descriptor, content: .archive(archive))]
    }

    private static func readPackage(_ archive: SpooledBytes, _ name: String) throws -> [LocalBuildpack] {
        let image = try OCIArchive(archive, name: name)
        let metadata = try PackageReader.metadata(image.configuration.config?.labels, name)
        let sorter = BuildpackSorter(package: name)
        for layer in try image.layers(limit: limit) { try sorter.add(layer.tarReader(), below: ["cnb", "buildpacks"]) }
        return try sorter.finish(main: metadata.id, metadata.version)
    }
}
