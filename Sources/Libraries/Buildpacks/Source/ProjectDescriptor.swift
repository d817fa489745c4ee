import BuildpackLifecycle

/// What a `project.toml` says about a build (Project Descriptor specification, schema 0.1 and 0.2).
struct ProjectDescriptor: Sendable {
    var environment: [(name: String, value: String)] = []
    var builder: String?
    /// In place of the builder's order, unless the command names buildpacks.
    var buildpacks: [BuildpackLocator] = []
    var preBuildpacks: [BuildpackLocator] = []
    var postBuildpacks: [BuildpackLocator] = []
    /// The label `io.buildpacks.project.metadata`; schema 0.1 alone has a source that is declared.
    var metadata: JSONValue = .object([:])
    /// Keys of the section that no schema has.
    var warnings: [String] = []
    private var include: IgnorePatterns?
    private var exclude: IgnorePatterns?

    init() {}

    /// - Parameter directory: what relative paths of buildpacks are relative to.
    init(_ document: TOMLReader, directory: BytePath) throws {
        let header = try document.subtable("_")
        let schema = try header?.string("schema-version") ?? "0.1"
        guard ["0.1", "0.2"].contains(schema) else {
            throw (header ?? document).failure("schema-version", "is \"\(schema)\"; supported are \"0.1\" and \"0.2\"")
        }
        if schema == "0.1", let project = try document.subtable("project") { try readSource(project) }
        try readSettings(document, schema, directory)
    }

    private mutating func readSettings(_ document: TOMLReader, _ schema: String, _ directory: BytePath) throws {
        let isOld = schema == "0.1"
        let settings = isOld ? try document.subtable("build") : try document.subtable("io")?.subtable("buildpacks")
        guard let settings else { return }
        let groupKey = isOld ? "buildpacks" : "group"
        let known: Set = ["builder", "include", "exclude", "pre", "post", groupKey, isOld ? "env" : "build"]
        for key in settings.table.keys where !known.contains(key) {
            warnings.append(settings.failure(key, "is no key of schema \(schema) and not used").message)
        }
        builder = try settings.string("builder")
        let included = try settings.strings("include")
        let excluded = try settings.strings("exclude")
        guard included == nil || excluded == nil else {
            throw settings.failure("exclude", "and include cannot be used together")
        }
        include = included.map { IgnorePatterns($0) }
        exclude = excluded.map { IgnorePatterns($0) }
        buildpacks = try Self.locators(settings, groupKey, directory)
        preBuildpacks = try Self.locators(settings.subtable("pre"), "group", directory)
        postBuildpacks = try Self.locators(settings.subtable("post"), "group", directory)
        for entry in try (isOld ? settings : settings.subtable("build"))?.subtables("env") ?? [] {
            environment.append((try entry.requiredString("name"), try entry.string("value") ?? ""))
        }
    }

    /// The source as schema 0.1 declares it (Platform specification, `project-metadata.toml`).
    private mutating func readSource(_ project: TOMLReader) throws {
        var source: [String: JSONValue] = [:]
        if let version = try project.string("version") { source["version"] = .object(["declared": .string(version)]) }
        if let url = try project.string("source-url") { source["metadata"] = .object(["url": .string(url)]) }
        guard !source.isEmpty else { return }
        source["type"] = .string("project")
        metadata = .object(["source": .object(source)])
    }

    private static func locators(
        _ table: TOMLReader?, _ key: String, _ directory: BytePath
    ) throws -> [BuildpackLocator] {
        try table?.subtables(key).map { try BuildpackLocator($0, directory: directory) } ?? []
    }

    /// Reads the file; no file is an empty descriptor unless it was asked for.
    static func read(_ path: BytePath, isRequired: Bool) throws -> ProjectDescriptor {
        guard let bytes = try FileSystem.read(path) else {
            guard !isRequired else { throw BuildFailure(.invalid, "the project descriptor \(path) does not exist") }
            return ProjectDescriptor()
        }
        return try ProjectDescriptor(
            TOMLReader(parsing: bytes, file: path.description), directory: path.parent)
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
