import ApplicationImages
import BuildpackLifecycle

/// The run images a builder offers: `run.toml`, or `stack.toml` of platforms before Platform API 0.12.
struct RunImages {
    let images: [RunImageName]

    init(_ inputs: PhaseInputs) throws(BuildpackError) {
        if let stack = inputs.stack, let document = try PhaseDocument.readIfPresent(stack),
            let reader = try document.subtable("run-image"), let image = try reader.string("image"), !image.isEmpty
        {
            images = [RunImageName(image: image, mirrors: try reader.strings("mirrors"))]
            return
        }
        var found: [RunImageName] = []
        for reader in try PhaseDocument.readIfPresent(inputs.run)?.subtables("images") ?? [] {
            found.append(
                RunImageName(image: try reader.requiredString("image"), mirrors: try reader.strings("mirrors")))
        }
        images = found
    }

    /// The entry that names `image`, else `image` alone (Platform specification, "Run Image Resolution").
    func entry(for image: String) -> RunImageName {
        images.first { $0.image == image || $0.mirrors?.contains(image) == true } ?? RunImageName(image: image)
    }
}
