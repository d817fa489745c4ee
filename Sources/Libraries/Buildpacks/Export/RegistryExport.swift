import OCIRegistry

/// A run image in the registry that applications are published to.
struct RegistryExport: ExportBase {
    let registry: OCIRegistry
    let repository: String
    let base: RunImageBase

    var metadata: LayersMetadata.RunImage { base.metadata }

    func export(
        _ plan: ImagePlan, previous: PreviousImage?, created: Int64, names: [ImageReference]
    ) async throws -> ImageBuild.Outcome {
        let writer = RegistryImageWriter(registry, repository: repository, base: base.image)
        let written = try await writer.write(plan, reusing: previous, created: created, names: names)
        return ImageBuild.Outcome(
            digest: written.digest, imageID: written.imageID, manifestSize: written.manifestSize)
    }
}
