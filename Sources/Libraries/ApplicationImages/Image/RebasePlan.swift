import FoundationEssentials
import OCIImages

/// What an application image becomes on another run image.
package struct RebasePlan: Sendable {
    package let configuration: ImageConfiguration
    /// How many layers, from the top, are the application's.
    package let keptLayers: Int

    /// Throws `invalid` where the two do not belong together, unless `isForced`.
    ///
    /// - Parameter reference: what the label tells of the new run image, its id.
    package init(
        _ application: ImageConfiguration, _ metadata: LayersMetadata, on base: ImageConfiguration,
        runImage: RunImageName, reference: String, isForced: Bool
    ) throws {
        if !isForced { try Self.check(application, metadata, base, runImage.image) }
        guard let top = metadata.runImage.topLayer.flatMap({ ContentDigest($0) }),
            let index = application.rootfs.diffIDs.lastIndex(of: top)
        else {
            throw BuildFailure(.invalid, "the image does not hold the top layer of its run image; build it again")
        }
        let kept = Array(application.rootfs.diffIDs[(index + 1)...])
        keptLayers = kept.count
        var image = application
        image.architecture = base.architecture
        image.variant = base.variant
        image.os = base.os
        image.rootfs.diffIDs = base.rootfs.diffIDs + kept
        let own = (application.history ?? []).filter { $0.isEmptyLayer != true }.suffix(kept.count)
        image.history =
            ImageConfiguration.completeHistory(of: base)
            + (own.count == kept.count ? Array(own) : kept.map { _ in .init(created: application.created) })

        var updated = metadata
        updated.runImage.topLayer = base.rootfs.diffIDs.last?.description
        updated.runImage.reference = reference
        if !Self.names(metadata).contains(runImage.image) {
            updated.runImage.image = runImage.image
            updated.runImage.mirrors = nil
            updated.stack = .init(runImage: .init(image: runImage.image))
        }
        var labels = (application.config?.labels ?? [:]).filter { !Self.isOfBase($0.key) }
        for (key, value) in base.config?.labels ?? [:] where Self.isOfBase(key) { labels[key] = value }
        labels[LayersMetadata.label] = try LabelJSON.encode(updated)
        image.config?.labels = labels
        configuration = image
    }

    /// The application's own layers.
    package var kept: Set<ContentDigest> { Set(configuration.rootfs.diffIDs.suffix(keptLayers)) }

    /// The image for the daemon, which has the run image's layers already.
    ///
    /// - Parameter contents: those of the ``kept`` layers.
    package func daemonImage(_ contents: [ContentDigest: SpooledBytes]) throws -> DaemonImage {
        let diffIDs = configuration.rootfs.diffIDs
        return try DaemonImage(
            configuration,
            layers: diffIDs.dropLast(keptLayers).map { _ in nil } + diffIDs.suffix(keptLayers).map { contents[$0] })
    }

    private static func isOfBase(_ label: String) -> Bool {
        label.hasPrefix("io.buildpacks.stack.") || label.hasPrefix("io.buildpacks.base.")
    }

    private static func names(_ metadata: LayersMetadata) -> [String] {
        let all = [metadata.runImage, metadata.stack?.runImage].compactMap { $0 }
            .flatMap { [$0.image].compactMap { $0 } + ($0.mirrors ?? []) }
        return all.enumerated().filter { !all[..<$0.offset].contains($0.element) }.map(\.element)
    }

    /// The run image has to be one of those the application names and of the same target.
    private static func check(
        _ application: ImageConfiguration, _ metadata: LayersMetadata, _ base: ImageConfiguration, _ name: String
    ) throws {
        let known = names(metadata)
        guard known.contains(name) else {
            throw BuildFailure(
                .invalid,
                "run image \"\(name)\" is not one the image was made for (\(known.joined(separator: ", "))); "
                    + "--force puts it there all the same")
        }
        if application.config?.labels?["io.buildpacks.rebasable"] == "false" {
            throw BuildFailure(.invalid, "the image says that it is not rebasable; --force does it all the same")
        }
        let pairs = [
            ("operating system", application.os, base.os),
            ("architecture", application.architecture, base.architecture),
        ]
        for (what, old, new) in pairs where old != new {
            throw BuildFailure(.invalid, "the \(what) of run image \"\(name)\" is \(new), that of the image is \(old)")
        }
        for label in ["io.buildpacks.base.distro.name", "io.buildpacks.base.distro.version"] {
            guard let old = application.config?.labels?[label], let new = base.config?.labels?[label], old != new else {
                continue
            }
            throw BuildFailure(
                .invalid, "\(label) of run image \"\(name)\" is \(new), that of the image is \(old); --force ignores it"
            )
        }
    }
}
