import BuildpackLifecycle
import DockerEngine

/// Takes buildpacks out of buildpackages (Distribution specification, "Buildpackage").
struct PackageReader: Sendable {
    static let label = "io.buildpacks.buildpackage.metadata"

    /// The package's label.
    struct Metadata: Codable, Sendable, Equatable {
        struct Stack: Codable, Sendable, Equatable {
            var id: String
            var mixins: [String]?
        }

        var id: String
        var version: String
        var name: String?
        var homepage: String?
        var stacks: [Stack]?
    }

    let engine: DockerEngine
    let images: ImageFetch

    /// Reads a package in the daemon, with every buildpack in it.
    func read(_ image: String) async throws -> LocalBuildpack {
        try await images.ensure(image)
        let inspection: ImageInspection
        do {
            inspection = try await engine.inspectImage(image)
        } catch let error as DockerError where error.code == .notFound {
            throw BuildFailure(.invalid, "buildpackage \"\(image)\" is not in the Docker daemon; pull or package it")
        }
        guard let metadata = LabelJSON.decode(Metadata.self, inspection.config?.labels?[Self.label]) else {
            throw BuildFailure(.invalid, "image \"\(image)\" is no buildpackage: it lacks the label \(Self.label)")
        }
        let archive = try await contents(of: inspection.id)
        return LocalBuildpack(descriptor: try descriptor(metadata, in: archive, image), content: .archive(archive))
    }

    private func contents(of image: String) async throws -> SpooledBytes {
        var specification = ContainerSpecification(image: image)
        // Never started; the daemon wants a command all the same.
        specification.config.entrypoint = ["/"]
        specification.config.labels = ["author": "pack"]
        return try await TemporaryContainer(engine: engine).with(specification) { id in
            let archive = SpooledBytes()
            for try await chunk in try await engine.archive(of: id, at: "/cnb/buildpacks") {
                try chunk.withUnsafeBytes { try archive.append($0) }
            }
            return archive
        }
    }

    private func descriptor(
        _ metadata: Metadata, in archive: SpooledBytes, _ image: String
    ) throws -> BuildpackDescriptor {
        let directory = BuildpackDescriptor.directoryName(of: metadata.id)
        let wanted = "buildpacks/\(directory)/\(metadata.version)/buildpack.toml"
        let reader = archive.tarReader()
        while let header = try reader.next() {
            guard header.path.description == wanted else { continue }
            return try BuildpackDescriptor(
                TOMLReader(parsing: reader.readContent(limit: 4 << 20), file: "\(image): \(wanted)"))
        }
        throw BuildFailure(.invalid, "buildpackage \"\(image)\" lacks \(wanted), which its label names")
    }
}
