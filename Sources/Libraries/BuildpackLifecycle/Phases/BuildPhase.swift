import LinuxSystem

/// Runs `bin/build` of each buildpack in turn (Buildpack specification, "Phase #5: Build").
package struct BuildPhase {
    let directories: BuildDirectories
    var environment: BuildEnvironment
    let log: PhaseLog
    let progress: (ProgressEntry) -> Void
    /// What is still to be provided; an entry leaves once a buildpack has met it.
    var entries: [PlanResolver.PlanEntry]

    package init(
        directories: BuildDirectories, environment: BuildEnvironment, log: PhaseLog,
        entries: [PlanResolver.PlanEntry], progress: @escaping (ProgressEntry) -> Void = { _ in }
    ) {
        self.directories = directories
        self.environment = environment
        self.log = log
        self.entries = entries
        self.progress = progress
    }

    /// Throws `buildpackFailed` with the buildpack's name when one fails.
    package mutating func run(_ group: [BuildpackStore.Buildpack]) throws(BuildpackError) -> [BuiltBuildpack] {
        var built: [BuiltBuildpack] = []
        for buildpack in group { built.append(try run(buildpack)) }
        return built
    }

    private mutating func run(_ buildpack: BuildpackStore.Buildpack) throws(BuildpackError) -> BuiltBuildpack {
        let descriptor = buildpack.descriptor
        progress(.running("\(descriptor.id) \(descriptor.version)"))
        let start = ContinuousClock.now
        log.detail("Running build for buildpack \(descriptor.id)@\(descriptor.version)")
        let layers = directories.layers.appending(descriptor.directoryName)
        try FileSystem.makeDirectories(layers)
        let plan = directories.temporary.appending("build-\(descriptor.directoryName)-plan.toml")
        try FileSystem.write(plan, planDocument(for: descriptor))
        var variables = environment.variables(for: descriptor)
        variables["CNB_BUILDPACK_DIR"] = buildpack.directory.description
        variables["CNB_PLATFORM_DIR"] = directories.platform.description
        variables["CNB_LAYERS_DIR"] = layers.description
        variables["CNB_BP_PLAN_PATH"] = plan.description
        let process = try BuildpackExecution.start(
            buildpack.directory.appending("bin/build"),
            arguments: [layers.description, directories.platform.description, plan.description],
            environment: variables.values, directory: directories.app, output: log.descriptor)
        let status = BuildpackExecution.wait(for: process)
        log.timer("\(descriptor.id)@\(descriptor.version)", since: start)
        BuildpackExecution.endStragglers()
        guard status.isSuccess else {
            throw BuildpackError(
                .buildpackFailed, "buildpack \(descriptor.id) \(descriptor.version) failed with \(status)")
        }
        try FileSystem.remove(plan)
        let built = try BuiltBuildpack(descriptor.launchEntry, layersDirectory: layers)
        for warning in built.warnings { log.line("Warning: \(warning)") }
        try hideIgnored(built.layers, in: layers)
        try environment.addLayers(built.layers.filter(\.metadata.isBuild).map { layers.appending($0.name) })
        try settle(descriptor, unmet: built.unmet)
        return built
    }

    /// Renames layers of no type, so that no later buildpack comes to depend on one ("Ignored Layers").
    private func hideIgnored(_ built: [BuiltBuildpack.Layer], in layers: BytePath) throws(BuildpackError) {
        for layer in built where layer.metadata.isIgnored && layer.hasContents {
            let hidden = layers.appending("\(layer.name).ignore")
            try FileSystem.remove(hidden)
            try FileSystem.rename(layers.appending(layer.name), to: hidden)
        }
    }

    /// The buildpack plan: every requirement the buildpack provides and none before it has met.
    private func planDocument(for descriptor: BuildpackDescriptor) -> String {
        let mine = entries.filter { entry in entry.providers.contains { $0.id == descriptor.id } }
        guard !mine.isEmpty else { return "" }
        return TOMLWriter.write(TOMLTable(["entries": .tables(mine.flatMap(\.requires).map(\.table))]))
    }

    /// Takes what `descriptor` has met out of the plan; what it left unmet goes on to the next provider.
    private mutating func settle(_ descriptor: BuildpackDescriptor, unmet: [String]) throws(BuildpackError) {
        let names = entries.filter { entry in entry.providers.contains { $0.id == descriptor.id } }
            .flatMap { $0.requires.map(\.name) }
        if let stranger = unmet.first(where: { !names.contains($0) }) {
            throw BuildpackError(
                .malformedDocument,
                "build.toml of \(descriptor.id): [[unmet]] names \"\(stranger)\", which is not in the buildpack's plan")
        }
        entries = entries.compactMap { entry in
            guard entry.providers.contains(where: { $0.id == descriptor.id }) else { return entry }
            guard let name = entry.requires.first?.name, unmet.contains(name) else { return nil }
            var left = entry
            left.providers.removeAll { $0.id == descriptor.id }
            return left
        }
    }
}
