import BuildpackLifecycle

/// Writes what a build container is given, in the form ``BuildRequest`` describes.
struct RequestArchive: Sendable {
    var request: BuildRequest
    var source: ApplicationSource
    var exchange: SourceExchange?
    var filter: (@Sendable (_ path: BytePath, _ isDirectory: Bool) -> Bool)?
    var environment: [(name: String, value: String)]
    var buildpacks: [LocalBuildpack]
    /// The previous image's metadata, restored for the buildpacks to judge.
    var previous: LayersMetadata?
    var bills = PreviousBills.none
    /// Layers of a cache image.
    var cached = CachedLayers()

    /// - Parameter flush: sends what was written so far.
    func write(to writer: TarWriter, flush: () throws -> Void) throws {
        try writer.append(
            TarHeader(path: BuildRequest.entryName, kind: .regular, mode: 0o644), content: Array(request.toml.utf8))
        try directory("platform/env", writer)
        var values: [String: String] = [:]
        for (name, value) in environment { values[name] = value }
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            try file("platform/env/\(name)", value, writer)
        }
        for buildpack in buildpacks { try buildpack.write(below: "platform/buildpacks", to: writer) }
        if let previous { try restore(previous, writer) }
        try cached.write(to: writer)
        switch source {
        case .zip(let archive): try archive.write(to: writer, as: "app", filter: filter)
        case .directory: try exchange?.write(to: writer, as: "app", filter: filter, flush: flush)
        }
    }

    private func restore(_ previous: LayersMetadata, _ writer: TarWriter) throws {
        for (buildpack, layer, data) in previous.restorable {
            let directory = BuildpackDescriptor.directoryName(of: buildpack)
            try file("layers/\(directory)/\(layer).toml", LayerMetadata(metadata: data).restoredTOML, writer)
        }
        for bill in bills.files {
            try writer.append(
                TarHeader(path: BytePath("layers/" + bill.path), kind: .regular, mode: 0o644), content: bill.content)
        }
        for buildpack in previous.buildpacks {
            guard let store = buildpack.store?.metadata?.table, !store.isEmpty else { continue }
            let directory = BuildpackDescriptor.directoryName(of: buildpack.key)
            try file(
                "layers/\(directory)/store.toml", TOMLWriter.write(TOMLTable(["metadata": .table(store)])), writer)
        }
    }

    private func directory(_ path: String, _ writer: TarWriter) throws {
        try writer.append(TarHeader(path: BytePath(path + "/"), kind: .directory, mode: 0o755))
    }

    private func file(_ path: String, _ text: String, _ writer: TarWriter) throws {
        try writer.append(
            TarHeader(path: BytePath(path), kind: .regular, mode: 0o644), content: Array(text.utf8))
    }
}
