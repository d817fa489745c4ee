import OCIRegistry

extension PreviousImage {
    /// The image `reference` names in its registry; nil where there is none.
    static func load(_ reference: ImageReference, from registry: OCIRegistry) async throws -> PreviousImage? {
        do {
            let stored = try await registry.manifest(reference.repository, reference.selector)
            guard let manifest = stored.image else { return nil }
            return PreviousImage(
                manifest, try await registry.configuration(reference.repository, of: manifest),
                in: reference.repository)
        } catch let error as RegistryError where error.code == .notFound {
            return nil
        }
    }
}
