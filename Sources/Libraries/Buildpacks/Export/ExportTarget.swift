import OCIRegistry

/// Where an application image goes: a registry or the daemon.
protocol ExportTarget: Sendable {
    /// The image the last build of this name left there.
    func loadPrevious() async throws -> PreviousImage?

    /// The bills of materials in that image.
    func loadBills(of previous: PreviousImage) async throws -> PreviousBills

    /// Refuses a run image that is nowhere to be found, before a build is spent on it.
    func requireRunImage(_ runImage: RunImageSource) async throws

    /// Makes the run image's layers usable there.
    func prepareBase(_ runImage: RunImageSource) async throws -> any ExportBase

    /// Whether the image is one of the target's own, which then is not fetched into the daemon.
    func holds(_ image: ImageReference) -> Bool

    /// Refuses names the target cannot give to one image.
    func check(_ names: [ImageReference]) throws
}

/// The run image as a target has it.
protocol ExportBase: Sendable {
    var metadata: LayersMetadata.RunImage { get }

    /// Writes the image under each of the names.
    func export(
        _ plan: ImagePlan, previous: PreviousImage?, created: Int64, names: [ImageReference]
    ) async throws -> ImageBuild.Outcome
}
