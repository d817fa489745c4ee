import ApplicationImages
import BuildpackLifecycle
import OCIImages

/// `exporter`: makes the application image of what the buildpacks left (Platform specification, "exporter").
struct ExportPhase {
    let inputs: PhaseInputs
    let store: any ImageStore

    private var output: BuildOutput { inputs.output }

    func run() throws {
        try Privileges.assume(inputs, owning: [inputs.layers, inputs.cache, inputs.launchCache])
        guard let userID = inputs.userID, let groupID = inputs.groupID else {
            throw BuildFailure(.invalid, "the build's user is not known; set CNB_USER_ID and CNB_GROUP_ID")
        }
        let analyzed = try AnalyzedDocument(reading: inputs.analyzed)
        guard let base = try store.image(analyzed.runImageReference) else {
            throw store.absence.failure("run image", analyzed.runImage)
        }
        let previous = try analyzed.previous.flatMap { try store.image($0) }
        let result = try builtResult()
        let product = try LayerAssembly(result, inputs, userID: userID, groupID: groupID).product()
        var plan = try ImagePlan(
            product, launcher: try launcher(), userID: Int(userID), groupID: Int(groupID),
            runImage: try runImage(analyzed, base), previous: previous.flatMap(\.previous),
            output: output)
        plan.workspace = inputs.app.description
        try plan.chooseDefaultProcess(inputs.processType, output)
        let labels = ImageLabels(
            stackID: inputs.stackID, launcherVersion: LifecycleDescription.version, project: try project())
        plan.labels = try labels.labels(for: plan, of: result, output)
        try export(plan, on: base, previous: previous)
        try saveCache(result)
    }

    private func builtResult() throws -> BuildResult {
        var built: [BuiltBuildpack] = []
        for buildpack in try GroupDocument(reading: inputs.group).buildpacks {
            let directory = inputs.layers.appending(BuildpackDescriptor.directoryName(of: buildpack.id))
            built.append(try BuiltBuildpack(buildpack, layersDirectory: directory))
        }
        let metadata = try PhaseDocument.read(inputs.layers.appending("config/metadata.toml"))
        return try BuildResult(metadata: metadata, buildpacks: built)
    }

    private func launcher() throws -> FileLayer {
        guard let contents = try FileSystem.read(inputs.launcher, limit: 64 << 20) else {
            throw BuildFailure(.invalid, "the launcher \(inputs.launcher) is missing")
        }
        return try LifecycleLayers.launcher(contents)
    }

    private func runImage(_ analyzed: AnalyzedDocument, _ base: StoredImage) throws -> LayersMetadata.RunImage {
        let entry = try RunImages(inputs).entry(for: analyzed.runImage)
        return LayersMetadata.RunImage(
            image: entry.image, mirrors: entry.mirrors.flatMap { $0.isEmpty ? nil : $0 },
            topLayer: base.configuration.rootfs.diffIDs.last?.description, reference: base.reference)
    }

    private func project() throws -> JSONValue {
        JSONValue(try PhaseDocument.readIfPresent(inputs.projectMetadata)?.table ?? TOMLTable())
    }

    private func export(_ plan: ImagePlan, on base: StoredImage, previous: StoredImage?) throws {
        let names = try inputs.images.map { try ImageReference($0) }
        output.line("Saving \(names[0])...")
        let report = try store.write(plan, on: base, reusing: previous, created: inputs.created, names: names)
        output.line("*** Images (\(report.shownID)):")
        for name in inputs.images { output.line("      \(name)") }
        if let digest = report.digest { output.line("*** Digest: \(digest)") }
        try FileSystem.write(inputs.report, report.toml)
    }

    private func saveCache(_ result: BuildResult) throws {
        guard let root = inputs.cache, let cache = LayerCache(root) else { return }
        let restored = try RestoredLayers(below: root).fingerprints
        let saved = try cache.save(result.buildpacks, from: inputs.layers, restored: restored)
        for layer in saved.kept { output.line("Reusing cache layer '\(layer)'") }
        for layer in saved.added { output.line("Adding cache layer '\(layer)'") }
    }
}
