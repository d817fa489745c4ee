import BuildpackLifecycle

/// A buildpack as the one layer of a builder or package that holds it (Distribution specification, "Buildpackage").
struct BuildpackLayer: Sendable {
    /// What the label `io.buildpacks.buildpack.layers` says of a buildpack.
    struct Entry: Codable, Sendable, Equatable {
        struct Stack: Codable, Sendable, Equatable {
            var id: String
        }

        var api: String
        var stacks: [Stack]?
        var order: [OrderGroup]?
        var layerDiffID: String
        var homepage: String?
        var name: String?
    }

    let descriptor: BuildpackDescriptor
    let layer: FileLayer

    init(_ buildpack: LocalBuildpack) throws {
        descriptor = buildpack.descriptor
        let builder = LayerBuilder(
            "buildpack:\(descriptor.id)@\(descriptor.version)",
            createdBy: "Buildpack: \(descriptor.id)@\(descriptor.version)")
        let root = "cnb/buildpacks"
        for path in ["cnb/", root + "/", "\(root)/\(descriptor.directoryName)/"] {
            try builder.writer.append(TarHeader(path: BytePath(path), kind: .directory, mode: 0o755))
        }
        try buildpack.write(below: root, to: builder.writer)
        layer = try builder.finish()
    }

    /// The label's value: by id, then by version.
    static func index(of buildpacks: [BuildpackLayer]) -> [String: [String: Entry]] {
        var index: [String: [String: Entry]] = [:]
        for buildpack in buildpacks {
            let descriptor = buildpack.descriptor
            index[descriptor.id, default: [:]][descriptor.version] = Entry(
                api: descriptor.api,
                stacks: descriptor.stacks.isEmpty ? nil : descriptor.stacks.map { .init(id: $0) },
                order: descriptor.isComposite ? OrderGroup.list(descriptor.order) : nil,
                layerDiffID: buildpack.layer.diffID.description, homepage: descriptor.homepage, name: descriptor.name)
        }
        return index
    }
}
