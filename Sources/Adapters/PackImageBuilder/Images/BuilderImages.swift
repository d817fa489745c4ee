import DockerEngine
import PlatformModel

/// Makes sure that all a build needs is on this machine: pack itself fetches nothing.
struct BuilderImages: Sendable {
    let engine: DockerEngine
    let configuration: PackBuilderConfiguration

    struct Prepared: Equatable, Sendable {
        /// The builder's local name, `paastech.local/…`.
        var builder: String
        var lifecycle: String
    }

    /// Fetches what is missing, where that is allowed, and gives the builder its local name.
    ///
    /// - Throws: ``BuildFailure`` of kind `unavailable` that names the image and the command that mends it; `DockerError`.
    func prepare(_ builder: String, for tool: PackTool) async throws -> Prepared {
        let local: String
        do {
            local = try LocalBuilderName.name(for: builder)
        } catch {
            throw BuildFailure(.failed, stage: .build, message: "Build failed: \(error.message)")
        }
        let image = try await require(builder, role: "builder \(builder)", builder: builder)
        guard let metadata = BuilderMetadata(label: image.config?.labels?[BuilderMetadata.label]) else {
            throw BuildFailure(
                .unavailable, stage: .build, message: "Build failed: image \(builder) is no builder of buildpacks")
        }
        if let run = metadata.runImage {
            _ = try await require(run, role: "\(run), the run image of builder \(builder),", builder: builder)
        }
        let lifecycle = lifecycleImage(for: builder, version: metadata.lifecycleVersion)
        if case .upstream = tool {
            _ = try await require(
                lifecycle, role: "\(lifecycle), the lifecycle image for builder \(builder),", builder: builder)
        }
        try await engine.tagImage(image.id, as: local)
        return Prepared(builder: local, lifecycle: lifecycle)
    }

    /// The image whose phases run as root beside the Docker socket: never one that a project may name. The platform's
    /// own builders were made on this machine and hold a lifecycle that is the platform's, too.
    func lifecycleImage(for builder: String, version: String?) -> String {
        if let chosen = configuration.lifecycleImage { return chosen }
        if PackTool.isPlatformBuilder(builder) { return builder }
        return "buildpacksio/lifecycle:\(version ?? "latest")"
    }

    private func require(_ name: String, role: String, builder: String) async throws -> ImageInspection {
        do {
            return try await engine.inspectImage(name)
        } catch let error as DockerError where error.code == .notFound {}
        var reason = ""
        if configuration.fetchesImages, !PackTool.isPlatformImage(name) {
            do {
                try await engine.pullImage(name)
                return try await engine.inspectImage(name)
            } catch let error as DockerError where error.code != .unreachable {
                reason = " and cannot be fetched (\(error.message))"
            }
        }
        throw BuildFailure(
            .unavailable, stage: .build,
            message: "Build failed: \(role) is not on this machine\(reason); the operator mends it with: "
                + Self.remedy(name))
    }

    /// The command that brings the image here.
    private static func remedy(_ name: String) -> String {
        if PackTool.isPlatformBuilder(name) {
            return "paastech-pack builder create \(name) --config buildpacks/builder.toml"
        }
        return PackTool.isPlatformImage(name) ? "make stack" : "docker pull \(name)"
    }
}
