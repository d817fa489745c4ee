import ApplicationImages
import BuildpackLifecycle
import OCIRegistry

/// What is written after the build (Platform specification, "exporter").
extension ImageBuild {
    /// What an image is made of.
    struct Export: Sendable {
        var product: BuildProduct
        var base: any ExportBase
        var launcher: FileLayer
        var launcherVersion: String
    }

    func write(_ export: Export, _ analysis: Analysis) async throws -> Outcome {
        let builder = analysis.builder
        var plan = try ImagePlan(
            export.product, launcher: export.launcher, userID: builder.userID, groupID: builder.groupID,
            runImage: export.base.metadata, previous: analysis.previous, output: output)
        plan.workspace = options.workspace
        let about = ImageLabels(
            stackID: builder.stackID, launcherVersion: export.launcherVersion, project: analysis.descriptor.metadata)
        try plan.chooseDefaultProcess(options.defaultProcess, output)
        plan.labels = try about.labels(for: plan, of: export.product.result, output)
        output.line("Saving \(options.image)...")
        let made = try await export.base.export(
            plan, previous: analysis.previous, created: options.creationTime ?? TarHeader.normalizedTime,
            names: analysis.names)
        if case .image(let image, let stored) = analysis.cache { try await save(export.product, in: image, stored) }
        return made
    }

    /// The application is there by now: without its cache the next build takes longer, that is all.
    private func save(_ product: BuildProduct, in image: CacheImage, _ stored: CacheImage.Stored) async throws {
        do {
            try await image.save(product, over: stored)
        } catch let error as RegistryError {
            output.line("Warning: failed to export cache: \(error)")
        }
    }

    /// The names and digests, as `pack` shows them at the end, and the report.
    func report(_ outcome: Outcome, _ names: [ImageReference]) throws {
        output.line("*** Images (\(outcome.digest?.description ?? String(outcome.imageID.hex.prefix(12)))):")
        for name in [options.image] + options.additionalTags { output.line("      \(name)") }
        if let digest = outcome.digest { output.line("*** Digest: \(digest)") }
        if let directory = options.reportDirectory {
            try BuildReport(
                tags: names.map(\.description), digest: outcome.digest?.description,
                imageID: outcome.digest == nil ? outcome.imageID.description : nil, manifestSize: outcome.manifestSize
            ).write(into: directory)
        }
        output.line("Successfully built image '\(options.image)'")
        output.result(options.image)
    }
}
