import CurlClient
import DockerEngine
import OCIRegistry

/// The registry an image is published to.
struct RegistryTarget: ExportTarget {
    let reference: ImageReference
    /// The image whose layers are reused in place of the one the name stands for.
    let previous: ImageReference?
    let registry: OCIRegistry
    let engine: DockerEngine
    let logins: RegistryLogins
    let output: BuildOutput

    init(
        _ reference: ImageReference, previous: String? = nil, engine: DockerEngine, logins: RegistryLogins,
        output: BuildOutput
    ) async throws {
        guard let host = reference.registry else {
            throw BuildFailure(
                .invalid, "image \"\(reference)\" names no registry to publish to; expected HOST[:PORT]/NAME[:TAG]")
        }
        self.reference = reference
        self.previous = try previous.map { try ImageReference($0) }
        if let previous = self.previous, previous.registry != host {
            throw BuildFailure(.invalid, "previous image \"\(previous)\" is not in \(host), the registry of the image")
        }
        registry = OCIRegistry(host: host, login: try await logins.login(for: host), transport: CurlClient())
        self.engine = engine
        self.logins = logins
        self.output = output
    }

    func loadPrevious() async throws -> PreviousImage? {
        let name = previous ?? reference
        let found = try await RegistryImage.load(name.repository, name.selector, from: registry)
        if let previous, found == nil {
            throw BuildFailure(.invalid, "previous image \"\(previous)\" is not in \(registry.host)")
        }
        return found.flatMap { PreviousImage($0) }
    }

    func loadBills(of previous: PreviousImage) async throws -> PreviousBills {
        try await PreviousBills.load(previous)
    }

    func holds(_ image: ImageReference) -> Bool { image.registry == registry.host }

    func requireRunImage(_ runImage: RunImageSource) async throws {
        try await RunImageBase.require(runImage, engine: engine, registry: registry)
    }

    func prepareBase(_ runImage: RunImageSource) async throws -> any ExportBase {
        RegistryExport(
            registry: registry, repository: reference.repository,
            base: try await runImageBase(runImage))
    }

    func runImageBase(_ runImage: RunImageSource) async throws -> RunImageBase {
        try await RunImageBase.prepare(runImage, engine: engine, registry: registry, logins: logins, output: output)
    }

    func check(_ names: [ImageReference]) throws {
        for name in names where name.registry != reference.registry || name.repository != reference.repository {
            throw BuildFailure(
                .invalid, "tag \"\(name)\" is in another repository than \(reference.name); tags of one repository only"
            )
        }
    }
}
