import ApplicationImages
import BuildpackLifecycle
import OCIImages

/// Images of a Docker daemon, with a cache for the layers it does not give one by one.
struct DaemonImages: ImageStore {
    let daemon: Daemon
    let cache: LaunchCache?

    func image(_ name: String) throws -> StoredImage? { try daemon.image(name) }

    var absence: ImageAbsence { .daemon }

    func ordered(_ names: [String], for application: String) -> [String] { names }

    func requireWriting(of names: [String]) throws {}

    func bills(of previous: PreviousImage, _ image: StoredImage) throws -> SpooledBytes? {
        guard let diffID = previous.restorableBillsLayer else { return nil }
        return try cache?.layer(diffID) ?? daemon.layers([diffID], of: image.reference)[diffID]
    }

    func write(
        _ plan: ImagePlan, on base: StoredImage, reusing previous: StoredImage?, created: Int64, names: [ImageReference]
    ) throws -> BuildReport {
        var contents: [SpooledBytes?] = plan.layers.map(\.content)
        var missing: Set<ContentDigest> = []
        for (index, layer) in plan.layers.enumerated() where contents[index] == nil {
            contents[index] = try cache?.layer(layer.diffID)
            if contents[index] == nil { missing.insert(layer.diffID) }
        }
        if let previous {
            let found = try daemon.layers(missing, of: previous.reference)
            for (index, layer) in plan.layers.enumerated() where contents[index] == nil {
                contents[index] = found[layer.diffID]
            }
        }
        let image = try DaemonImage(
            try .application(on: base.configuration, plan, created: created),
            layers: base.configuration.rootfs.diffIDs.map { _ in nil } + contents)
        let report = try load(image, names)
        try cache?.save(Self.kept(plan, contents))
        return report
    }

    func write(
        _ plan: RebasePlan, of application: StoredImage, on base: StoredImage, names: [ImageReference]
    ) throws -> BuildReport {
        try load(try plan.daemonImage(daemon.layers(plan.kept, of: application.reference)), names)
    }

    private func load(_ image: DaemonImage, _ names: [ImageReference]) throws -> BuildReport {
        let tags = names.map(\.description)
        try daemon.load(image, tags: tags)
        return BuildReport(tags: tags, imageID: image.id.description)
    }

    /// The layers a later build may want again: those of buildpacks and the bills of materials.
    private static func kept(
        _ plan: ImagePlan, _ contents: [SpooledBytes?]
    ) -> [(diffID: ContentDigest, content: SpooledBytes)] {
        var shas = Set(plan.metadata.buildpacks.flatMap { $0.layers.values.map(\.sha) })
        if let bills = plan.metadata.sbom?.sha { shas.insert(bills) }
        return zip(plan.layers, contents).compactMap { layer, content in
            shas.contains(layer.diffID.description) ? content.map { (layer.diffID, $0) } : nil
        }
    }
}
