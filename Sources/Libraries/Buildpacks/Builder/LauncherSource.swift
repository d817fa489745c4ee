import BuildpackLifecycle
import DockerEngine

/// The launcher an application image gets: that of the lifecycle which the platform was told to use, or of the builder
/// (Platform specification, "exporter", input `<launcher>`).
struct LauncherSource: Sendable {
    private static let path = "/cnb/lifecycle/launcher"
    private static let limit = 64 << 20

    /// What the launcher says of itself in `io.buildpacks.build.metadata`.
    let version: String
    /// The image that holds it; nil is the program this platform comes with.
    private let image: String?
    private let engine: DockerEngine
    private let lifecycle: LifecycleBinary

    init(_ options: BuildOptions, builder: BuilderImage, engine: DockerEngine, lifecycle: LifecycleBinary) {
        self.engine = engine
        self.lifecycle = lifecycle
        if let wanted = options.lifecycleImage {
            image = wanted
            version = builder.metadata.lifecycle?.version ?? "unknown"
        } else if !builder.hasLifecycle, builder.metadata.lifecycle?.speaks(platformAPI: "0.12") == true {
            image = builder.id
            version = builder.metadata.lifecycle?.version ?? "unknown"
        } else {
            image = nil
            version = LifecycleDescription.version
        }
    }

    func contents() async throws -> [UInt8] {
        guard let image else {
            let lifecycle = lifecycle
            return try await BlockingWork.run("launcher") { try lifecycle.contents() }
        }
        var specification = ContainerSpecification(image: image)
        specification.config.entrypoint = [Self.path]
        specification.config.labels = ["author": "pack"]
        do {
            return try await TemporaryContainer(engine: engine).with(specification) {
                try await copy(from: $0, of: image)
            }
        } catch let error as DockerError where error.code == .notFound {
            throw BuildFailure(
                .invalid, "lifecycle image \"\(image)\" is not in the Docker daemon; pull it or leave the flag out")
        }
    }

    private func copy(from id: String, of image: String) async throws -> [UInt8] {
        let missing = BuildFailure(.invalid, "image \"\(image)\" holds no lifecycle: \(Self.path) is missing")
        var archive: [UInt8] = []
        do {
            for try await chunk in try await engine.archive(of: id, at: Self.path) {
                archive += chunk
                guard archive.count <= Self.limit else { throw missing }
            }
        } catch let error as DockerError where error.code == .notFound {
            throw missing
        }
        var rest = archive[...]
        let reader = TarReader { buffer in
            let count = min(buffer.count, rest.count)
            buffer.copyBytes(from: rest.prefix(count))
            rest = rest.dropFirst(count)
            return count
        }
        guard let header = try reader.next(), header.kind == .regular else { throw missing }
        return try reader.readContent(limit: Self.limit)
    }
}
