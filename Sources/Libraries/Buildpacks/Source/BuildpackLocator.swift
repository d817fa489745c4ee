import BuildpackLifecycle

/// Where a buildpack is to be taken from.
enum BuildpackLocator: Sendable {
    /// As the command line and `uri` name it; relative directories are relative to `directory`.
    case named(String, directory: BytePath?)
    /// A script within a project descriptor.
    case inline(InlineBuildpack)

    /// An entry of a group in `project.toml` (Project Descriptor specification, "io.buildpacks.group").
    init(_ entry: TOMLReader, directory: BytePath) throws {
        let id = try entry.string("id")
        let version = try entry.string("version")
        let uri = try entry.string("uri")
        let script = try entry.subtable("script")
        if let script {
            guard uri == nil else { throw entry.failure("uri", "and script cannot be used together") }
            self = .inline(try InlineBuildpack(script, id: try entry.requiredString("id"), version: version))
        } else if let uri {
            guard version == nil else { throw entry.failure("version", "and uri cannot be used together") }
            self = .named(uri, directory: directory)
        } else {
            guard let id, !id.isEmpty else { throw entry.failure(nil, "needs an id or a uri") }
            self = .named("urn:cnb:builder:" + id + (version.map { "@\($0)" } ?? ""), directory: nil)
        }
    }
}

/// A buildpack that is one script (Project Descriptor specification, "Inline Buildpack").
struct InlineBuildpack: Sendable {
    let descriptor: BuildpackDescriptor
    /// By path below the buildpack's directory.
    let files: [(path: String, mode: UInt32, content: String)]

    init(_ script: TOMLReader, id: String, version: String?) throws {
        let api = try script.requiredString("api")
        let inline = try script.requiredString("inline")
        let shell = try script.string("shell") ?? "/bin/sh"
        guard !shell.contains(where: \.isNewline) else { throw script.failure("shell", "must be one line") }
        let document = TOMLWriter.write(
            TOMLTable([
                "api": .string(api),
                "buildpack": .table(TOMLTable(["id": .string(id), "version": .string(version ?? "0.0.0")])),
            ]))
        descriptor = try BuildpackDescriptor(TOMLReader(parsing: document, file: "\(script.file) (inline buildpack)"))
        files = [
            ("buildpack.toml", 0o644, document), ("bin/detect", 0o755, "#!\(shell)\n\nexit 0\n"),
            ("bin/build", 0o755, "#!\(shell)\n\n\(inline)\n"),
        ]
    }
}
