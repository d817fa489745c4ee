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

    /// Reads a package in the daemon, with every buildpack in it; the package's own comes first.
    func read(_ image: String) async throws -> [LocalBuildpack] {
        try await images.ensure(image)
        let inspection: ImageInspection
        do {
            inspection = try await engine.inspectImage(image)
        } catch let error as DockerError where error.code == .notFound {
            throw BuildFailure(.invalid, "buildpackage \"\(image)\" is not in the Docker daemon; pull or package it")
        }
        let name = "image \"\(image)\""
        let metadata = try Self.metadata(inspection.config?.labels, name)
        let archive = try await contents(of: inspection.id)
        return try await BlockingWork.run("package") {
            let sorter = BuildpackSorter(package: name)
            try sorter.add(archive.tarReader(), below: ["buildpacks"])
            return try sorter.finish(main: metadata.id, metadata.version)
        }
    }

    /// What the label says; throws where there is none.
    static func metadata(_ labels: [String: String]?, _ name: String) throws -> Metadata {
        guard let metadata = LabelJSON.decode(Metadata.self, labels?[label]) else {
            throw BuildFailure(.invalid, "\(name) is no buildpackage: it lacks the label \(label)")
        }
        return metadata
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
}
