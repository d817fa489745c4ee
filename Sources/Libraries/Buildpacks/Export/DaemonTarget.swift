import BuildpackLifecycle
import DockerEngine
import OCIRegistry

/// The Docker daemon as the place an image goes to.
struct DaemonTarget: ExportTarget {
    let reference: ImageReference
    let engine: DockerEngine

    func loadPrevious() async throws -> PreviousImage? {
        guard let inspection = try await inspect(reference.description) else { return nil }
        return PreviousImage(inspection)
    }

    func prepareBase(_ runImage: BuilderMetadata.RunImage) async throws -> any ExportBase {
        guard let inspection = try await inspect(runImage.image) else {
            throw BuildFailure(
                .invalid, "run image \"\(runImage.image)\" is not in the Docker daemon; pull or build it first")
        }
        return DaemonExport(
            engine: engine, runImage: runImage, inspection: inspection, previousName: reference.description)
    }

    func check(_ names: [ImageReference]) throws {}

    private func inspect(_ name: String) async throws -> ImageInspection? {
        do {
            return try await engine.inspectImage(name)
        } catch let error as DockerError where error.code == .notFound {
            return nil
        }
    }
}

/// Loads an image into the daemon on top of the run image it has.
struct DaemonExport: ExportBase {
    let engine: DockerEngine
    let runImage: BuilderMetadata.RunImage
    let inspection: ImageInspection
    let previousName: String

    var metadata: LayersMetadata.RunImage {
        LayersMetadata.RunImage(
            image: runImage.image, mirrors: runImage.mirrors, topLayer: inspection.rootFS?.layers?.last,
            reference: inspection.id)
    }

    func export(
        _ plan: ImagePlan, previous: PreviousImage?, created: Int64, names: [ImageReference]
    ) async throws -> ImageBuild.Outcome {
        let base = ImageConfiguration(inspection)
        let missing = Set(plan.layers.filter { $0.content == nil }.map(\.diffID))
        let found = try await contents(of: missing)
        let layers = plan.layers.map { $0.content ?? found[$0.diffID] }
        let image = try DaemonImage(
            try .application(on: base, plan, created: created), layers: base.rootfs.diffIDs.map { _ in nil } + layers)
        try await image.load(into: engine, tags: names.map(\.description))
        return ImageBuild.Outcome(digest: nil, imageID: image.id)
    }

    /// Takes layers out of the previous image. Rarely needed: only for layers a buildpack reuses without contents.
    private func contents(of wanted: Set<ContentDigest>) async throws -> [ContentDigest: SpooledBytes] {
        guard !wanted.isEmpty else { return [:] }
        let archive = SpooledBytes()
        for try await chunk in try await engine.saveImages([previousName]) {
            try chunk.withUnsafeBytes { try archive.append($0) }
        }
        return try await BlockingWork.run("layers") {
            var offset: Int64 = 0
            let reader = TarReader { buffer in
                let bytes = try archive.read(at: offset, size: buffer.count)
                buffer.copyBytes(from: bytes)
                offset += Int64(bytes.count)
                return bytes.count
            }
            var found: [ContentDigest: SpooledBytes] = [:]
            while let header = try reader.next() {
                guard header.kind == .regular else { continue }
                let content = SpooledBytes()
                var hasher = DigestHasher()
                var buffer = [UInt8](repeating: 0, count: 256 * 1024)
                while true {
                    let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
                    if count == 0 { break }
                    hasher.update(Array(buffer[..<count]))
                    try buffer.withUnsafeBytes { try content.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                }
                let digest = hasher.finish()
                if wanted.contains(digest) { found[digest] = content }
            }
            guard found.count == wanted.count else {
                throw BuildFailure(
                    .infrastructure, "the previous image \(previousName) lacks layers it names; use --clear-cache")
            }
            return found
        }
    }
}
