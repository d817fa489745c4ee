import BuildpackLifecycle
import DockerEngine
import OCIRegistry

/// The Docker daemon as the place an image goes to.
struct DaemonTarget: ExportTarget {
    let reference: ImageReference
    /// Name or id of the image whose layers are reused; nil is the one the name stands for.
    let previous: String?
    let engine: DockerEngine

    private var previousName: String { previous ?? reference.description }

    func loadPrevious() async throws -> PreviousImage? {
        guard let inspection = try await inspect(previousName) else {
            guard let previous else { return nil }
            throw BuildFailure(.invalid, "previous image \"\(previous)\" is not in the Docker daemon")
        }
        return PreviousImage(ImageConfiguration(inspection))
    }

    func loadBills(of previous: PreviousImage) async throws -> PreviousBills {
        try await PreviousBills.load(previous, from: DaemonLayers(engine: engine, image: previousName))
    }

    func holds(_ image: ImageReference) -> Bool { false }

    func requireRunImage(_ runImage: RunImageSource) async throws {
        _ = try await inspectRunImage(runImage)
    }

    private func inspectRunImage(_ runImage: RunImageSource) async throws -> ImageInspection {
        guard let inspection = try await inspect(runImage.place) else {
            throw ImageAbsence.daemon.failure("run image", runImage.place)
        }
        return inspection
    }

    func prepareBase(_ runImage: RunImageSource) async throws -> any ExportBase {
        DaemonExport(
            engine: engine, runImage: runImage.named, inspection: try await inspectRunImage(runImage),
            previousName: previousName)
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
        let found = try await DaemonLayers(engine: engine, image: previousName).contents(of: missing)
        let layers = plan.layers.map { $0.content ?? found[$0.diffID] }
        let image = try DaemonImage(
            try .application(on: base, plan, created: created), layers: base.rootfs.diffIDs.map { _ in nil } + layers)
        try await image.load(into: engine, tags: names.map(\.description))
        return ImageBuild.Outcome(digest: nil, imageID: image.id)
    }
}
