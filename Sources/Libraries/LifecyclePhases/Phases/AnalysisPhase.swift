import ApplicationImages
import BuildpackLifecycle
import OCIImages

/// `analyzer`: what the previous build left, and what the next image stands on (Platform specification, "analyzer").
struct AnalysisPhase {
    let inputs: PhaseInputs
    let store: any ImageStore

    private var output: BuildOutput { inputs.output }

    func run() throws {
        try Privileges.assume(inputs, owning: [inputs.layers, inputs.cache, inputs.launchCache])
        if inputs.launchCache != nil, !inputs.usesDaemon {
            output.line("Ignoring -launch-cache, which is for images of a daemon")
        }
        try store.requireWriting(of: inputs.images + inputs.tags)
        let (name, base) = try store.runImage(runImages(), for: inputs.images[0])
        let previousName = inputs.previousImage ?? inputs.images[0]
        let found = try store.image(previousName)
        if found == nil { output.line("Previous image with name \"\(previousName)\" not found") }
        let previous = found.flatMap(\.previous)
        let analyzed = AnalyzedDocument(
            previous: found?.reference, metadata: previous?.metadata, runImage: name, runImageReference: base.reference,
            target: base.target)
        try FileSystem.write(inputs.analyzed, try analyzed.toml())
        if !inputs.skipsLayers, let previous, let found { try restoreBills(of: previous, found) }
    }

    /// The run image asked for, else the names of the builder's first.
    private func runImages() throws -> [String] {
        if let wanted = inputs.runImage { return [wanted] }
        guard let first = try RunImages(inputs).images.first else {
            throw BuildFailure(.invalid, "no run image is given and \(inputs.run) names none; give -run-image")
        }
        return [first.image] + (first.mirrors ?? [])
    }

    /// Puts the bills of materials of layers that may be reused where the image has them; the restorer takes them.
    private func restoreBills(of previous: PreviousImage, _ image: StoredImage) throws {
        guard let layer = try store.bills(of: previous, image) else { return }
        let wanted = previous.metadata.restorableBills
        let reader = layer.tarReader()
        let extractor = TarExtractor(into: inputs.layers)
        while let header = try reader.next() {
            let path = header.relativePath
            guard header.kind == .regular, wanted[path.description] != nil else { continue }
            let below = BytePath(Array(path.bytes.dropFirst("layers/".utf8.count)))
            try extractor.extract(header, from: reader, as: below)
        }
    }
}
