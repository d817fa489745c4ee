import BuildpackLifecycle

/// `builder`: runs the group's buildpacks (Platform specification, "builder").
struct BuildingPhase {
    let inputs: PhaseInputs
    let environment: [String: String]

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
        var subjects: [(layer: String?, purpose: BillOfMaterials.Purpose)] = [(nil, .launch), (nil, .build)]
        for layer in buildpack.layers where layer.metadata.isLaunch || layer.metadata.isBuild || layer.metadata.isCache
        {
            subjects.append((layer.name, layer.metadata.isLaunch ? .launch : .build))
            if layer.metadata.isCache { subjects.append((layer.name, .cache)) }
        }
        let directory = inputs.layers.appending(BuildpackDescriptor.directoryName(of: buildpack.id))
        for bill in try BillOfMaterials.found(of: subjects, in: directory) {
            guard let content = try FileSystem.read(directory.appending(bill.fileName), limit: 64 << 20) else {
                continue
            }
            let target = bills.appending(bill.purpose.rawValue).appending(bill.imagePath(of: buildpack.id))
            try FileSystem.makeDirectories(target.parent)
            try FileSystem.write(target, content)
        }
    }
}
