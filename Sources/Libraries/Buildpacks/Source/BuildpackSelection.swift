import BuildpackLifecycle
import DockerEngine

/// The buildpacks a build is asked to use, by command line and project descriptor.
struct BuildpackSelection: Sendable {
    /// Nil: the builder's own order.
    var order: BuildpackOrder?
    /// Buildpacks that have to be sent along.
    var local: [LocalBuildpack] = []

    private let builder: BuilderImage
    private let packages: PackageReader

    init(builder: BuilderImage, packages: PackageReader) {
        self.builder = builder
        self.packages = packages
    }

    /// Puts the buildpacks in the place of the builder's order. Understands `id`, `id@version`,
    /// `urn:cnb:builder:id@version`, `from=builder`, `docker://image`, directories and scripts; everything else is
    /// refused by name.
    mutating func replace(_ locators: [BuildpackLocator]) async throws {
        var groups: [[BuildpackReference]] = [[]]
        var hasBuilder = false
        for locator in locators {
            if case .named("from=builder", directory: _) = locator {
                guard !hasBuilder else {
                    throw BuildFailure(.invalid, "buildpacks from builder can only be defined once")
                }
                hasBuilder = true
                groups = groups.flatMap { group in builder.order.groups.map { group + $0 } }
                continue
            }
            let reference = try await reference(locator)
            groups = groups.map { $0 + [reference] }
        }
        order = BuildpackOrder(groups)
    }

    /// Puts buildpacks around every group of the builder's order.
    mutating func surround(pre: [BuildpackLocator], post: [BuildpackLocator]) async throws {
        guard !pre.isEmpty || !post.isEmpty else { return }
        var before: [BuildpackReference] = []
        var after: [BuildpackReference] = []
        for locator in pre { before.append(try await reference(locator)) }
        for locator in post { after.append(try await reference(locator)) }
        order = BuildpackOrder(builder.order.groups.map { before + $0 + after })
    }

    private mutating func reference(_ locator: BuildpackLocator) async throws -> BuildpackReference {
        switch locator {
        case .inline(let inline):
            return add(LocalBuildpack(descriptor: inline.descriptor, content: .files(inline.files)))
        case .named(let value, let directory): return try await reference(value, directory)
        }
    }

    private mutating func reference(_ value: String, _ directory: BytePath?) async throws -> BuildpackReference {
        let package = "docker://"
        if value.hasPrefix(package) { return add(try await packages.read(String(value.dropFirst(package.count)))) }
        for scheme in ["urn:cnb:registry:", "http://", "https://", "file://"] where value.hasPrefix(scheme) {
            throw BuildFailure(
                .invalid, "buildpack \"\(value)\": \(scheme) is not supported; use an id of the builder or a directory")
        }
        let prefix = "urn:cnb:builder:"
        let path = value.hasPrefix("/") ? BytePath(value) : directory?.appending(value) ?? BytePath(value)
        if !value.hasPrefix(prefix), value.contains("/") || value.hasPrefix(".") || directory != nil,
            try FileSystem.status(path, followingLinks: true)?.kind == .directory
        {
            return add(try LocalBuildpack(reading: path))
        }
        if value.hasPrefix("/") || value.hasPrefix(".") || directory != nil && !value.hasPrefix(prefix) {
            throw BuildFailure(
                .invalid, "buildpack \"\(value)\" is not a directory; zip and tgz files are not supported")
        }
        return try ofBuilder(value.hasPrefix(prefix) ? String(value.dropFirst(prefix.count)) : value)
    }

    private func ofBuilder(_ text: String) throws -> BuildpackReference {
        let parts = text.split(separator: "@", maxSplits: 1)
        guard let id = parts.first, !id.isEmpty else {
            throw BuildFailure(.invalid, "buildpack \"\(text)\" has no id")
        }
        let reference = BuildpackReference(id: String(id), version: parts.count > 1 ? String(parts[1]) : nil)
        let known = builder.metadata.buildpacks ?? []
        let versions = known.filter { $0.id == reference.id }.compactMap(\.version)
        guard known.isEmpty || known.contains(where: { $0.id == reference.id }) else {
            throw BuildFailure(
                .invalid,
                "buildpack \"\(text)\" is neither in builder \"\(builder.name)\" nor a directory; the builder has "
                    + known.map(\.id).joined(separator: ", "))
        }
        guard versions.isEmpty || reference.version.map({ versions.contains($0) }) != false else {
            throw BuildFailure(
                .invalid,
                "builder \"\(builder.name)\" has \(reference.id) in version \(versions.joined(separator: ", ")) only")
        }
        return reference
    }

    private mutating func add(_ buildpack: LocalBuildpack) -> BuildpackReference {
        local.append(buildpack)
        return BuildpackReference(id: buildpack.descriptor.id, version: buildpack.descriptor.version)
    }
}
