import BuildpackLifecycle

/// `group.toml`: the buildpacks that take part (Platform specification, "group.toml").
struct GroupDocument {
    var buildpacks: [LaunchMetadata.Buildpack]

    init(_ buildpacks: [LaunchMetadata.Buildpack]) { self.buildpacks = buildpacks }

    init(reading file: BytePath) throws(BuildpackError) {
        let document = try PhaseDocument.read(file)
        buildpacks = []
        for reader in try document.subtables("group") {
            buildpacks.append(
                LaunchMetadata.Buildpack(
                    id: try reader.requiredString("id"), version: try reader.requiredString("version"),
                    api: try reader.requiredString("api"), homepage: try reader.string("homepage") ?? ""))
        }
        guard try document.subtables("group-extensions").isEmpty else {
            throw document.failure("group-extensions", "is there, but image extensions are not supported")
        }
    }

    var toml: String {
        TOMLWriter.write(
            TOMLTable([
                "group": .tables(
                    buildpacks.map { buildpack in
                        var table = TOMLTable([
                            "id": .string(buildpack.id), "version": .string(buildpack.version),
                            "api": .string(buildpack.api),
                        ])
                        if !buildpack.homepage.isEmpty { table.set("homepage", .string(buildpack.homepage)) }
                        return table
                    })
            ]))
    }
}

/// A file that one phase leaves to another.
enum PhaseDocument {
    /// Throws where there is none.
    static func read(_ file: BytePath) throws(BuildpackError) -> TOMLReader {
        guard let document = try readIfPresent(file) else {
            throw BuildpackError(.unusable, "\(file) is missing; the phase that writes it has to run before")
        }
        return document
    }

    static func readIfPresent(_ file: BytePath) throws(BuildpackError) -> TOMLReader? {
        guard let bytes = try FileSystem.read(file) else { return nil }
        return try TOMLReader(parsing: bytes, file: file.description)
    }
}
