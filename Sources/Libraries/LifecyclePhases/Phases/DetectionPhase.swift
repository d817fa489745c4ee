import BuildpackLifecycle

/// `detector`: which buildpacks build the application (Platform specification, "detector").
struct DetectionPhase {
    let inputs: PhaseInputs
    let environment: [String: String]

    func run() throws {
        try Privileges.drop(inputs)
        let target = try inputs.target()
        let directories = inputs.directories
        let system = try SystemBuildpacks(inputs.system)
        let order = system.merged(with: try BuildpackOrder(try PhaseDocument.read(inputs.order)))
        var detection = DetectPhase(
            directories: directories, store: BuildpackStore(roots: directories.buildpacks), target: target,
            environment: try BuildEnvironment(inheriting: environment, directories: directories, target: target),
            log: inputs.log)
        let outcome = try detection.run(order)
        try FileSystem.write(inputs.group, GroupDocument(outcome.group.map(\.descriptor.launchEntry)).toml)
        try FileSystem.write(inputs.plan, PlanDocument(outcome.entries).toml)
    }
}

/// Buildpacks that go before and after every group (Platform specification, "system.toml").
struct SystemBuildpacks {
    let pre: [BuildpackReference]
    let post: [BuildpackReference]

    /// Most builders have no such file.
    init(_ file: BytePath) throws(BuildpackError) {
        let system = try PhaseDocument.readIfPresent(file)?.subtable("system")
        pre = try Self.references(system?.subtable("pre"))
        post = try Self.references(system?.subtable("post"))
    }

    private static func references(_ reader: TOMLReader?) throws(BuildpackError) -> [BuildpackReference] {
        var references: [BuildpackReference] = []
        for element in try reader?.subtables("buildpacks") ?? [] {
            references.append(try BuildpackReference(element))
        }
        return references
    }

    /// A group that names a buildpack itself keeps its own.
    func merged(with order: BuildpackOrder) -> BuildpackOrder {
        BuildpackOrder(
            order.groups.map { group in
                let own = Set(group.map(\.id))
                return pre.filter { !own.contains($0.id) } + group + post.filter { !own.contains($0.id) }
            })
    }
}
