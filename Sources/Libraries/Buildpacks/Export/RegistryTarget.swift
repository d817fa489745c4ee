import DockerEngine
import OCIRegistry

/// The registry an image is published to.
struct RegistryTarget: ExportTarget {
    let reference: ImageReference
    let registry: OCIRegistry
    let engine: DockerEngine
    let output: BuildOutput

    init(_ reference: ImageReference, engine: DockerEngine, output: BuildOutput) throws {
        guard let host = reference.registry else {
            throw BuildFailure(
                .invalid, "image \"\(reference)\" names no registry to publish to; expected HOST[:PORT]/NAME[:TAG]")
        }
        self.reference = reference
        registry = OCIRegistry(host: host)
        self.engine = engine
        self.output = output
    }

    func loadPrevious() async throws -> PreviousImage? { try await PreviousImage.load(reference, from: registry) }

    func prepareBase(_ runImage: BuilderMetadata.RunImage) async throws -> any ExportBase {
        RegistryExport(
            registry: registry, repository: reference.repository,
            base: try await RunImageBase.prepare(runImage, engine: engine, registry: registry, output: output))
    }

    func check(_ names: [ImageReference]) throws {
        for name in names where name.registry != reference.registry || name.repository != reference.repository {
            throw BuildFailure(
                .invalid, "tag \"\(name)\" is in another repository than \(reference.name); tags of one repository only"
            )
        }
    }
}
