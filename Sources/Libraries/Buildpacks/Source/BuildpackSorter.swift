import ApplicationImages
import BuildpackLifecycle

/// Sorts what a buildpackage's layers hold by buildpack (Distribution specification, "Buildpackage").
final class BuildpackSorter {
    private final class Part {
        let content = SpooledBytes()
        var descriptor: [UInt8]?
        private(set) lazy var writer = TarWriter { [unowned self] in try content.append($0) }
    }

    private static let descriptorLimit = 4 << 20

    /// By `<directory name>/<version>`.
    private var parts: [String: Part] = [:]
    private let package: String

    /// - Parameter package: what messages call the package.
    init(package: String) { self.package = package }

    /// Takes the entries of one archive that lie in `<prefix>/<directory name>/<version>/`; others are no buildpack's.
    func add(_ reader: TarReader, below prefix: [String]) throws {
        while let header = try reader.next() {
            // Other tools write absolute paths into layers.
            let relative = header.relativePath
            let components = try TarExtractor.checked(relative).components
            guard components.count > prefix.count + 2,
                zip(components, prefix).allSatisfy({ $0.elementsEqual($1.utf8) })
            else { continue }
            let place = components[prefix.count..<prefix.count + 2].map { String(decoding: $0, as: UTF8.self) }
            let path = BytePath(Array(components.dropFirst(prefix.count + 2).joined(separator: [UInt8(ascii: "/")])))
            try add(header, as: path, from: reader, to: part(place.joined(separator: "/")))
        }
    }

    private func part(_ place: String) -> Part {
        if let part = parts[place] { return part }
        let part = Part()
        parts[place] = part
        return part
    }

    private func add(_ header: TarHeader, as path: BytePath, from reader: TarReader, to part: Part) throws {
        guard header.kind == .regular, path == "buildpack.toml" else {
            return try part.writer.copy(header, as: path, from: reader)
        }
        let document = try reader.readContent(limit: Self.descriptorLimit)
        part.descriptor = document
        try part.writer.append(
            TarHeader(path: path, kind: .regular, mode: header.mode & 0o777), content: document)
    }

    /// The buildpacks, the package's own first.
    func finish(main id: String, _ version: String) throws -> [LocalBuildpack] {
        let main = "\(BuildpackDescriptor.directoryName(of: id))/\(version)"
        guard parts[main]?.descriptor != nil else {
            throw BuildFailure(.invalid, "\(package) lacks \(main)/buildpack.toml, which its label names")
        }
        var buildpacks: [LocalBuildpack] = []
        for (place, part) in parts.sorted(by: { ($0.key == main ? 0 : 1, $0.key) < ($1.key == main ? 0 : 1, $1.key) }) {
            guard let document = part.descriptor else {
                throw BuildFailure(
                    .invalid, "\(package) lacks \(place)/buildpack.toml; image extensions are not supported")
            }
            try part.writer.finish()
            let descriptor = try BuildpackDescriptor(
                TOMLReader(parsing: document, file: "\(package): \(place)/buildpack.toml"))
            guard "\(descriptor.directoryName)/\(descriptor.version)" == place else {
                throw BuildFailure(
                    .invalid, "\(package) holds \(descriptor.id)@\(descriptor.version) in the directory \(place)")
            }
            buildpacks.append(LocalBuildpack(descriptor: descriptor, content: .archive(part.content)))
        }
        return buildpacks
    }
}
