import BuildpackLifecycle

/// The parts of a `project.toml` that a build uses (Project Descriptor specification 0.1 and 0.2): which files of the
/// source are wanted, and variables for the build. The other parts are refused by name.
struct ProjectDescriptor: Sendable {
    var environment: [(name: String, value: String)] = []
    private var include: IgnorePatterns?
    private var exclude: IgnorePatterns?

    init() {}

    init(_ document: TOMLReader) throws {
        let schema = try document.subtable("_")?.string("schema-version") ?? "0.1"
        guard ["0.1", "0.2"].contains(schema) else {
            throw document.failure("_", "has schema-version \"\(schema)\"; supported are 0.1 and 0.2")
        }
        let settings =
            schema == "0.1"
            ? try document.subtable("build") : try document.subtable("io")?.subtable("buildpacks")
        guard let settings else { return }
        for key in ["builder", "group", "pre", "post", "buildpacks"] where settings.table[key] != nil {
            throw settings.failure(key, "is not supported in a project descriptor; use the command's options")
        }
        let included = try settings.strings("include")
        let excluded = try settings.strings("exclude")
        guard included == nil || excluded == nil else {
            throw settings.failure("exclude", "and include cannot be used together")
        }
        include = included.map { IgnorePatterns($0) }
        exclude = excluded.map { IgnorePatterns($0) }
        let parent = schema == "0.1" ? settings : try settings.subtable("build")
        for entry in try parent?.subtables("env") ?? [] {
            environment.append((try entry.requiredString("name"), try entry.string("value") ?? ""))
        }
    }

    /// Reads the file; no file is an empty descriptor unless it was asked for.
    static func read(_ path: BytePath, isRequired: Bool) throws -> ProjectDescriptor {
        guard let bytes = try FileSystem.read(path) else {
            guard !isRequired else { throw BuildFailure(.invalid, "the project descriptor \(path) does not exist") }
            return ProjectDescriptor()
        }
        return try ProjectDescriptor(TOMLReader(parsing: bytes, file: path.description))
    }

    /// Which entries of the source are sent; nil means all.
    var filter: (@Sendable (_ path: BytePath, _ isDirectory: Bool) -> Bool)? {
        if let include {
            return { path, isDirectory in isDirectory || include.matches(path, isDirectory: isDirectory) }
        }
        if let exclude { return { path, isDirectory in !exclude.matches(path, isDirectory: isDirectory) } }
        return nil
    }
}
