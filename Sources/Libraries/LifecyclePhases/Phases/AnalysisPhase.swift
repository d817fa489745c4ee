import ApplicationImages
import BuildpackLifecycle
import OCIImages

/// `analyzer`: what the previous build left, and what the next image stands on (Platform specification, "analyzer").
struct AnalysisPhase {
    private let inputs: PhaseInputs
    private let daemon: Daemon
    private let output: BuildOutput

    init(_ inputs: PhaseInputs) {
        self.inputs = inputs
        daemon = Daemon(socketPath: inputs.daemonSocket)
        output = inputs.output
    }

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
        guard let diffID = previous.metadata.sbom.flatMap({ ContentDigest($0.sha) }), previous.hasLayer(diffID),
            !previous.metadata.restorable.isEmpty
        else { return }
        let cached = try LaunchCache(inputs.launchCache)?.layer(diffID)
        guard let layer = try cached ?? daemon.layers([diffID], of: id)[diffID] else { return }
        var wanted: Set<String> = []
        for (buildpack, name, _) in previous.metadata.restorable {
            for format in BillOfMaterials.formats {
                wanted.insert(
                    "layers/sbom/launch/" + BillOfMaterials(layer: name, format: format).imagePath(of: buildpack))
            }
        }
        var offset: Int64 = 0
        let reader = TarReader { buffer in
            let bytes = try layer.read(at: offset, size: buffer.count)
            buffer.copyBytes(from: bytes)
            offset += Int64(bytes.count)
            return bytes.count
        }
        let extractor = TarExtractor(into: inputs.layers)
        while let header = try reader.next() {
            let path = header.relativePath
            guard header.kind == .regular, wanted.contains(path.description) else { continue }
            let below = BytePath(Array(path.bytes.dropFirst("layers/".utf8.count)))
            try extractor.extract(header, from: reader, as: below)
        }
    }
}
