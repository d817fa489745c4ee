import ApplicationImages
import BuildpackLifecycle
import OCIImages

/// `rebaser`: puts an application image on another version of its run image (Platform specification, "rebaser").
struct RebasePhase {
    let inputs: PhaseInputs
    let store: any ImageStore

    private var output: BuildOutput { inputs.output }

    func run() throws {
        let source = inputs.previousImage ?? inputs.images[0]
        guard let application = try store.image(source) else {
            throw store.absence.failure("image", source)
        }
        let metadata = try LayersMetadata(of: application.configuration, source)
        let (name, base) = try store.runImage(runImages(metadata), for: inputs.images[0])
        let plan = try RebasePlan(
            application.configuration, metadata, on: base.configuration,
            runImage: RunImageName(image: name, mirrors: metadata.runImage.mirrors), reference: base.reference,
            isForced: inputs.isForced)
        let names = try inputs.images.map { try ImageReference($0) }
        let report = try store.write(plan, of: application, on: base, names: names)
        output.line("Rebased Image: \(report.digest ?? report.imageID ?? "")")
        if try FileSystem.status(inputs.report.parent, followingLinks: true)?.kind == .directory {
            try FileSystem.write(inputs.report, report.toml)
        }
    }

    /// The run image asked for, else the names of the one the image was made on.
    private func runImages(_ metadata: LayersMetadata) throws -> [String] {
        if let wanted = inputs.runImage { return [wanted] }
        guard let image = metadata.runImage.image ?? metadata.stack?.runImage.image else {
            throw BuildFailure(.invalid, "the image names no run image; give -run-image")
        }
        return [image] + (metadata.runImage.mirrors ?? metadata.stack?.runImage.mirrors ?? [])
    }
}
