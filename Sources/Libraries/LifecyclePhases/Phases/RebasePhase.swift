import ApplicationImages
import BuildpackLifecycle
import OCIImages

/// `rebaser`: puts an application image on another version of its run image (Platform specification, "rebaser").
struct RebasePhase {
    let inputs: PhaseInputs

    private var daemon: Daemon { inputs.daemon }
    private var output: BuildOutput { inputs.output }

    func run() throws {
        let source = inputs.previousImage ?? inputs.images[0]
        guard let application = try daemon.image(source) else {
            throw BuildFailure(.invalid, "image \"\(source)\" is not in the Docker daemon")
        }
        let metadata = try LayersMetadata(of: application.configuration, source)
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
        let image = try plan.daemonImage(daemon.layers(plan.kept, of: application.id))
        let names = try inputs.images.map { try ImageReference($0).description }
        try daemon.load(image, tags: names)
        output.line("Rebased Image: \(image.id)")
        let report = BuildReport(tags: names, imageID: image.id.description)
        if try FileSystem.status(inputs.report.parent, followingLinks: true)?.kind == .directory {
            try FileSystem.write(inputs.report, report.toml)
        }
    }
}
