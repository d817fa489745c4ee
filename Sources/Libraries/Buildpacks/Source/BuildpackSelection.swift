import BuildpackLifecycle

/// The buildpacks a build is asked to use, from the values of `--buildpack`.
struct BuildpackSelection: Sendable {
    /// Nil: the builder's own order.
    var order: BuildpackOrder?
    /// Buildpacks that have to be sent along.
    var local: [RequestArchive.LocalBuildpack] = []

    /// Understands `id`, `id@version`, `urn:cnb:builder:id@version`, `from=builder` and directories; everything else is
    /// refused by name.
    init(_ values: [String], builderOrder: BuildpackOrder) throws {
        guard !values.isEmpty else { return }
        var groups: [[BuildpackReference]] = [[]]
        for value in values {
            if value == "from=builder" {
                groups = groups.flatMap { group in builderOrder.groups.map { group + $0 } }
                continue
            }
            let reference = try reference(value)
            groups = groups.map { $0 + [reference] }
        }
        order = BuildpackOrder(groups)
    }

    private mutating func reference(_ value: String) throws -> BuildpackReference {
        for scheme in ["docker://", "urn:cnb:registry:", "http://", "https://", "file://"] where value.hasPrefix(scheme)
        {
            throw BuildFailure(
                .invalid, "buildpack \"\(value)\": \(scheme) is not supported; use an id of the builder or a directory")
        }
        let prefix = "urn:cnb:builder:"
        if !value.hasPrefix(prefix), value.contains("/") || value.hasPrefix("."),
            try FileSystem.status(BytePath(value), followingLinks: true)?.kind == .directory
        {
            return try addDirectory(BytePath(value))
        }
        if value.hasPrefix("/") || value.hasPrefix(".") {
            throw BuildFailure(.invalid, "buildpack \"\(value)\" is not a directory")
        }
        let text = value.hasPrefix(prefix) ? value.dropFirst(prefix.count) : value[...]
        let parts = text.split(separator: "@", maxSplits: 1)
        guard let id = parts.first, !id.isEmpty else {
            throw BuildFailure(.invalid, "buildpack \"\(value)\" has no id")
        }
        return BuildpackReference(id: String(id), version: parts.count > 1 ? String(parts[1]) : nil)
    }

    private mutating func addDirectory(_ directory: BytePath) throws -> BuildpackReference {
        let file = directory.appending("buildpack.toml")
        guard let bytes = try FileSystem.read(file) else {
            throw BuildFailure(.invalid, "\(directory) is not a buildpack: \(file) is missing")
        }
        let descriptor = try BuildpackDescriptor(TOMLReader(parsing: bytes, file: file.description))
        local.append(RequestArchive.LocalBuildpack(descriptor: descriptor, directory: directory))
        return BuildpackReference(id: descriptor.id, version: descriptor.version)
    }
}
