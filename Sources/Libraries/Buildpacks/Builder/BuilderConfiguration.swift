import BuildpackLifecycle

/// What `builder.toml` asks for (as `pack builder create` reads it).
struct BuilderConfiguration: Sendable {
    var description: String?
    /// With those that came in packages.
    var buildpacks: [LocalBuildpack] = []
    var order: BuildpackOrder
    /// Image the builder is made from.
    var buildImage: String
    var runImages: [BuilderMetadata.RunImage] = []
    var stackID: String?
    /// Variables of `[[build.env]]`, file names with suffix and contents.
    var environment: [(name: String, value: String)] = []
    var lifecycle: LifecycleLocator

    /// Reads the file and the buildpacks it names; relative paths are relative to it.
    init(reading path: BytePath, sources: BuildpackSources) async throws {
        guard let bytes = try FileSystem.read(path) else {
            throw BuildFailure(.invalid, "builder configuration \(path) does not exist")
        }
        let document = try TOMLReader(parsing: bytes, file: path.description)
        for key in ["extensions", "order-extensions"] where document.table[key] != nil {
            throw document.failure(key, "asks for image extensions, which are not supported; leave it out")
        }
        description = try document.string("description")
        order = try BuildpackOrder(document)
        guard !order.groups.isEmpty else { throw document.failure(nil, "needs at least one [[order]]") }
        let stack = try document.subtable("stack")
        stackID = try stack?.string("id")
        if let build = try document.subtable("build"), let image = try build.string("image") {
            buildImage = image
        } else if let image = try stack?.string("build-image") {
            buildImage = image
        } else {
            throw document.failure(nil, "lacks [build] image, the image the builder is made from")
        }
        for entry in try document.subtable("run")?.subtables("images") ?? [] {
            runImages.append(.init(image: try entry.requiredString("image"), mirrors: try entry.strings("mirrors")))
        }
        if runImages.isEmpty, let image = try stack?.string("run-image") {
            runImages = [.init(image: image, mirrors: try stack?.strings("run-image-mirrors"))]
        }
        guard !runImages.isEmpty else { throw document.failure(nil, "lacks [[run.images]], what applications run on") }
        for entry in try document.subtable("build")?.subtables("env") ?? [] {
            let suffix = try entry.string("suffix") ?? ""
            let name = try entry.requiredString("name") + (suffix.isEmpty ? "" : "." + suffix)
            environment.append((name, try entry.string("value") ?? ""))
            if let delimiter = try entry.string("delim") {
                environment.append((try entry.requiredString("name") + ".delim", delimiter))
            }
        }
        lifecycle = try LifecycleLocator(document, relativeTo: path.parent)
        for entry in try document.subtables("buildpacks") {
            for buildpack in try await sources.read(entry, relativeTo: path.parent)
            where !buildpacks.contains(where: { $0.reference == buildpack.reference }) {
                buildpacks.append(buildpack)
            }
        }
        try checkOrder(document)
    }

    private func checkOrder(_ document: TOMLReader) throws {
        for reference in order.groups.joined() {
            let isKnown = buildpacks.contains {
                $0.descriptor.id == reference.id
                    && (reference.version ?? $0.descriptor.version) == $0.descriptor.version
            }
            guard isKnown else {
                throw document.failure("order", "names \(reference.name), which is not among [[buildpacks]]")
            }
        }
    }
}
