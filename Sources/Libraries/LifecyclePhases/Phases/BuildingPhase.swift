import BuildpackLifecycle

/// `builder`: runs the group's buildpacks (Platform specification, "builder").
struct BuildingPhase {
    private let inputs: PhaseInputs
    private let environment: [String: String]

    init(_ inputs: PhaseInputs, environment: [String: String]) {
        self.inputs = inputs
        self.environment = environment
    }

    func run() throws {
        try Privileges.drop(inputs)
        let target = try inputs.target()
        let directories = inputs.directories
        let store = BuildpackStore(roots: directories.buildpacks)
        var group: [BuildpackStore.Buildpack] = []
        for buildpack in try GroupDocument(reading: inputs.group).buildpacks {
            group.append(try store.find(BuildpackReference(id: buildpack.id, version: buildpack.version)))
        }
        var build = BuildPhase(
            directories: directories,
            environment: try BuildEnvironment(inheriting: environment, directories: directories, target: target),
            log: inputs.log, entries: try PlanDocument(reading: inputs.plan).entries)
        // Those of the previous image have been restored.
        let bills = inputs.layers.appending("sbom")
        try FileSystem.remove(bills)
        let built = try build.run(group)
        for buildpack in built { try copyBills(of: buildpack, into: bills) }
        let configuration = inputs.layers.appending("config")
        try FileSystem.makeDirectories(configuration)
        try FileSystem.write(
            configuration.appending("metadata.toml"), TOMLWriter.write(BuildResult(built).metadataTable))
    }

    /// Collects a buildpack's bills of materials: `launch/` for what becomes part of the image, `build/` for the rest, and
    /// once more in `cache/`, where upstream's exporter looks for those of cached layers.
    private func copyBills(of buildpack: BuiltBuildpack, into bills: BytePath) throws {
        var sources: [(file: String, kind: String, layer: String?)] = [
            ("launch", "launch", nil), ("build", "build", nil),
        ]
        for layer in buildpack.layers where layer.metadata.isLaunch || layer.metadata.isBuild || layer.metadata.isCache
        {
            sources.append((layer.name, layer.metadata.isLaunch ? "launch" : "build", layer.name))
            if layer.metadata.isCache { sources.append((layer.name, "cache", layer.name)) }
        }
        let directory = inputs.layers.appending(BuildpackDescriptor.directoryName(of: buildpack.id))
        for source in sources {
            for format in BillOfMaterials.formats {
                let path = directory.appending("\(source.file).sbom.\(format)")
                guard try FileSystem.status(path)?.kind == .regular,
                    let content = try FileSystem.read(path, limit: 64 << 20)
                else { continue }
                let place = BillOfMaterials(layer: source.layer, format: format).imagePath(of: buildpack.id)
                let target = bills.appending(source.kind).appending(place)
                try FileSystem.makeDirectories(target.parent)
                try FileSystem.write(target, content)
            }
        }
    }
}
