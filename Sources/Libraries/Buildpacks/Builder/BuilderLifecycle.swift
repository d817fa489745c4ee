import ApplicationImages
import BuildpackLifecycle

/// The lifecycle a builder holds: the layer and what labels say of it.
struct BuilderLifecycle: Sendable {
    var layer: FileLayer
    var metadata: BuilderMetadata.Lifecycle
    /// Further labels and variables of a builder with it.
    var labels: [String: String]
    var environment: [String]

    /// The one that comes with this platform. The builder is a lifecycle image, too.
    static func own(_ binary: LifecycleBinary) throws -> BuilderLifecycle {
        var labels = try LifecycleDescription.labels()
        labels[BuilderMetadata.protocolLabel] = String(BuildRequest.protocolVersion)
        return BuilderLifecycle(
            layer: try LifecycleLayer.make(binary),
            metadata: .init(
                version: LifecycleDescription.version,
                api: .init(
                    buildpack: BuildpackDescriptor.supportedAPIs[0], platform: LifecycleDescription.platformAPIs[0]),
                apis: .init(
                    buildpack: .init(deprecated: [], supported: BuildpackDescriptor.supportedAPIs),
                    platform: .init(deprecated: [], supported: LifecycleDescription.platformAPIs))),
            labels: labels, environment: ["CNB_PLATFORM_API=0.12"])
    }

    /// Refuses buildpacks that the lifecycle cannot run.
    func check(_ buildpacks: [LocalBuildpack]) throws {
        let versions = metadata.apis?.buildpack
        let known = (versions?.deprecated ?? []) + (versions?.supported ?? [])
        for descriptor in buildpacks.map(\.descriptor) where !known.contains(descriptor.api) {
            throw BuildFailure(
                .invalid,
                "buildpack \(descriptor.id)@\(descriptor.version) (Buildpack API \(descriptor.api)) is incompatible with "
                    + "lifecycle \(metadata.version ?? "") (Buildpack API(s) \(known.joined(separator: ", ")))")
        }
    }
}
