import ApplicationImages
import BuildpackLifecycle
import OCIImages

/// `analyzer`: what the previous build left, and what the next image stands on (Platform specification, "analyzer").
struct AnalysisPhase {
    let inputs: PhaseInputs

    private var daemon: Daemon { inputs.daemon }
    private var output: BuildOutput { inputs.output }

    func run() throws {
        try Privileges.assume(inputs, owning: [inputs.layers, inputs.cache, inputs.launchCache])
        let (name, base) = try runImage()
        let previousName = inputs.previousImage ?? inputs.images[0]
        let found = try daemon.image(previousName)
        if found == nil { output.line("Previous image with name \"\(previousName)\" not found") }
        let previous = found.flatMap { PreviousImage($0.configuration) }
        let analyzed = AnalyzedDocument(
            previous: found?.id, metadata: previous?.metadata, runImage: name, runImageReference: base.id,
            target: base.target)
        try FileSystem.write(inputs.analyzed, try analyzed.toml())
        if !inputs.skipsLayers, let previous, let found { try restoreBills(of: previous, found.id) }
    }

    /// The run image asked for, else the first of the builder's that the daemon has.
    private func runImage() throws -> (name: String, image: Daemon.Image) {
        let names: [String]
        if let wanted = inputs.runImage {
            names = [wanted]
        } else {
            guard let first = try RunImages(inputs).images.first else {
                throw BuildFailure(.invalid, "no run image is given and \(inputs.run) names none; give -run-image")
            }
            names = [first.image] + (first.mirrors ?? [])
        }
        for name in names {
            if let image = try daemon.image(name) { return (name, image) }
        }
        throw BuildFailure(.invalid, "run image \"\(names[0])\" is not in the Docker daemon; pull or build it first")
    }

    /// Puts the bills of materials of layers that may be reused where the image has them; the restorer takes them.
    private func restoreBills(of previous: PreviousImage, _ id: String) throws {
        guard let diffID = previous.restorableBillsLayer else { return }
        let cached = try LaunchCache(inputs.launchCache)?.layer(diffID)
        guard let layer = try cached ?? daemon.layers([diffID], of: id)[diffID] else { return }
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
