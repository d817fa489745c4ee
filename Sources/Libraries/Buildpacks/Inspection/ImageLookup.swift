import CurlClient
import DockerEngine
import OCIRegistry

/// Reads what images say of themselves, where they are, without fetching them.
struct ImageLookup: Sendable {
    let engine: DockerEngine
    let logins: RegistryLogins

    /// The image in the daemon; nil where there is none.
    func inDaemon(_ name: String) async throws -> ImageConfiguration? {
        do {
            return ImageConfiguration(try await engine.inspectImage(name))
        } catch let error as DockerError where error.code == .notFound {
            return nil
        }
    }

    /// The image in the registry of its name, of several the one for this machine; nil where there is none.
    ///
    /// - Throws: ``RegistryError`` where the registry cannot be asked.
    func inRegistry(_ name: String) async throws -> ImageConfiguration? {
        let reference = try ImageReference(name)
        let registry = OCIRegistry(
            host: reference.servingHost, login: try await logins.login(for: reference.servingHost),
            transport: CurlClient())
        return try await RegistryImage.load(reference.servedRepository, reference.selector, from: registry)?
            .configuration
    }
}
