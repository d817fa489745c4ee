import ApplicationImages
import BuildpackLifecycle

/// A lifecycle of somebody else's in an archive, in the layout of upstream's releases: `lifecycle.toml`, and the programs in
/// one directory.
struct LifecycleArchive: Sendable {
    /// Uncompressed bytes.
    private static let limit: Int64 = 1 << 30
    private static let programs = ["analyzer", "builder", "creator", "detector", "exporter", "launcher", "restorer"]

    private let archive: SpooledBytes
    private let name: String

    /// - Parameter name: of the file or address, for messages.
    init(_ file: SpooledBytes, name: String) throws {
        archive = try GzipReader.decompress(file, limit: Self.limit, name: name)
        self.name = name
    }

    /// Reads the description and puts the programs where platforms look for them.
    func read() throws -> BuilderLifecycle {
        do {
            return try unpack()
        } catch let error as BuildpackError where error.code == .hostileArchive {
            throw refusal("cannot be used: \(error.message)")
        }
    }

    private func unpack() throws -> BuilderLifecycle {
        let layer = LayerBuilder("builder:lifecycle", createdBy: "Builder lifecycle")
        for path in ["cnb/", "cnb/lifecycle/"] {
            try layer.writer.append(TarHeader(path: BytePath(path), kind: .directory, mode: 0o755))
        }
        var document: [UInt8]?
        var found: Set<String> = []
        let reader = archive.tarReader()
        while let header = try reader.next() {
            let parts = try TarExtractor.checked(header.path).components.map { String(decoding: $0, as: UTF8.self) }
            if parts == ["lifecycle.toml"] {
                document = try reader.readContent(limit: 1 << 20)
            } else if parts.count == 2 {
                found.insert(parts[1])
                try add(header, as: parts[1], from: reader, to: layer)
            }
        }
        guard let document else { throw refusal("holds no lifecycle: lifecycle.toml is missing") }
        if let missing = Self.programs.first(where: { !found.contains($0) }) {
            throw refusal("holds no lifecycle: the program \(missing) is missing")
        }
        let metadata = try metadata(TOMLReader(parsing: document, file: "\(name): lifecycle.toml"))
        try layer.writer.append(
            TarHeader(path: "cnb/lifecycle/lifecycle.toml", kind: .regular, mode: 0o644), content: document)
        try layer.writer.append(
            TarHeader(path: "lifecycle", kind: .symlink, mode: 0o777, linkTarget: Array("/cnb/lifecycle".utf8)))
        let labels = [
            LifecycleDescription.versionLabel: metadata.version ?? "",
            LifecycleDescription.apisLabel: try LabelJSON.encode(metadata.apis),
        ]
        return BuilderLifecycle(layer: try layer.finish(), metadata: metadata, labels: labels, environment: [])
    }

    private func add(_ header: TarHeader, as program: String, from reader: TarReader, to layer: LayerBuilder) throws {
        let path = BytePath("cnb/lifecycle/\(program)")
        switch header.kind {
        case .regular:
            try layer.writer.append(
                TarHeader(path: path, kind: .regular, mode: 0o755),
                content: try reader.readContent(limit: Int(Self.limit)))
        case .symlink:
            guard !header.linkTarget.contains(UInt8(ascii: "/")) else {
                throw refusal("cannot be used: \(program) is a link to another directory")
            }
            try layer.writer.append(
                TarHeader(path: path, kind: .symlink, mode: 0o777, linkTarget: header.linkTarget))
        case .directory: break
        case .hardLink, .other: throw refusal("cannot be used: \(program) is no program")
        }
    }

    private func metadata(_ document: TOMLReader) throws -> BuilderMetadata.Lifecycle {
        let apis = try document.requiredSubtable("apis")
        func versions(_ key: String) throws -> BuilderMetadata.Lifecycle.Versions {
            let table = try apis.requiredSubtable(key)
            return .init(
                deprecated: try table.strings("deprecated") ?? [], supported: try table.strings("supported") ?? [])
        }
        let lowest = try document.subtable("api")
        let (buildpack, platform) = (try versions("buildpack"), try versions("platform"))
        return .init(
            version: try document.requiredSubtable("lifecycle").requiredString("version"),
            api: .init(
                buildpack: try lowest?.string("buildpack") ?? buildpack.supported?.first,
                platform: try lowest?.string("platform") ?? platform.supported?.first),
            apis: .init(buildpack: buildpack, platform: platform))
    }

    private func refusal(_ what: String) -> BuildFailure { BuildFailure(.invalid, "\(name) \(what)") }
}
