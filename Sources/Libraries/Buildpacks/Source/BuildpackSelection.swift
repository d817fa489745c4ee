import BuildpackLifecycle
import DockerEngine

/// The buildpacks a build is asked to use, by command line and project descriptor.
struct BuildpackSelection: Sendable {
    /// Nil: the builder's own order.
    var order: BuildpackOrder?
    /// Buildpacks that have to be sent along.
    var local: [LocalBuildpack] = []

    private let builder: BuilderImage
    private let sources: BuildpackSources

    init(builder: BuilderImage, sources: BuildpackSources) {
        self.builder = builder
        self.sources = sources
    }

    /// Puts the buildpacks in the place of the builder's order. Understands `id`, `id@version`,
    /// `urn:cnb:builder:id@version`, `from=builder`, scripts and what ``BuildpackSources`` reads; everything else is
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
            return add([LocalBuildpack(descriptor: inline.descriptor, content: .files(inline.files))])
        case .named(let value, let directory): return try await reference(value, directory)
        }
    }

    private mutating func reference(_ value: String, _ directory: BytePath?) async throws -> BuildpackReference {
        let prefix = "urn:cnb:builder:"
        if value.hasPrefix(prefix) { return try ofBuilder(String(value.dropFirst(prefix.count))) }
        let isPath = value.hasPrefix("/") || value.hasPrefix(".") || directory != nil || value.contains("://")
        if isPath || value.hasPrefix("urn:") {
            return add(try await sources.read(value, relativeTo: directory))
        }
        // A directory goes before a buildpack of the same name in the builder, as `pack` has it.
        if let kind = try FileSystem.status(BytePath(value), followingLinks: true)?.kind,
            kind == .directory || value.contains("/") || BuildpackSources.isArchiveName(value)
        {
            return add(try await sources.read(value, relativeTo: nil))
        }
        return try ofBuilder(value)
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
                "buildpack \"\(text)\" is neither in builder \"\(builder.name)\" nor a directory or file; the builder has "
                    + known.map(\.id).joined(separator: ", "))
        }
        guard versions.isEmpty || reference.version.map({ versions.contains($0) }) != false else {
            throw BuildFailure(
                .invalid,
                "builder \"\(builder.name)\" has \(reference.id) in version \(versions.joined(separator: ", ")) only")
        }
        return reference
    }

    /// Sends the buildpacks along; the first is the one that takes part.
    private mutating func add(_ buildpacks: [LocalBuildpack]) -> BuildpackReference {
        local += buildpacks
        return buildpacks[0].reference
    }
}
