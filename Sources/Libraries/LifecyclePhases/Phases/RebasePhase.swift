import ApplicationImages
import BuildpackLifecycle
import OCIImages

/// `rebaser`: puts an application image on another version of its run image (Platform specification, "rebaser").
struct RebasePhase {
    private let inputs: PhaseInputs
    private let daemon: Daemon
    private let output: BuildOutput

    init(_ inputs: PhaseInputs) {
        self.inputs = inputs
        daemon = Daemon(socketPath: inputs.daemonSocket)
        output = inputs.output
    }

    func run() throws {
        let source = inputs.previousImage ?? inputs.images[0]
        guard let application = try daemon.image(source) else {
            throw BuildFailure(.invalid, "image \"\(source)\" is not in the Docker daemon")
        }
        let label = application.configuration.config?.labels?[LayersMetadata.label]
        guard let metadata = LabelJSON.decode(LayersMetadata.self, label) else {
            throw BuildFailure(
                .invalid, "image \"\(source)\" was not made from buildpacks: it lacks the label \(LayersMetadata.label)"
            )
        }
        guard let name = inputs.runImage ?? metadata.runImage.image ?? metadata.stack?.runImage.image else {
            throw BuildFailure(.invalid, "the image names no run image; give -run-image")
        }
        guard let base = try daemon.image(name) else {
            throw BuildFailure(.invalid, "run image \"\(name)\" is not in the Docker daemon; pull or build it first")
        }
        let plan = try RebasePlan(
            application.configuration, metadata, on: base.configuration,
            runImage: RunImageName(image: name, mirrors: metadata.runImage.mirrors), reference: base.id,
            isForced: inputs.isForced)
        let kept = plan.configuration.rootfs.diffIDs.suffix(plan.keptLayers)
        let contents = try daemon.layers(Set(kept), of: application.id)
        let image = try DaemonImage(
            plan.configuration,
            layers: plan.configuration.rootfs.diffIDs.dropLast(plan.keptLayers).map { _ in nil }
                + kept.map { contents[$0] })
        let names = try inputs.images.map { try ImageReference($0).description }
        try daemon.load(image, tags: names)
        output.line("Rebased Image: \(image.id)")
        let report = BuildReport(tags: names, imageID: image.id.description)
        if try FileSystem.status(inputs.report.parent, followingLinks: true)?.kind == .directory {
            try FileSystem.write(inputs.report, report.toml)
        }
    }
}
