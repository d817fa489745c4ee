import OCIRegistry

/// The name under which a builder is handed to pack.
///
/// pack trusts a compiled-in list of builder names and runs those as root beside the Docker socket; under a name of ours
/// no builder is ever on it.
enum LocalBuilderName {
    static let prefix = "paastech.local/"

    /// `paastech.local/paketobuildpacks/builder:full` for `paketobuildpacks/builder:full`.
    ///
    /// - Throws: `ImageReferenceError` when the builder's name is no image reference.
    static func name(for builder: String) throws(ImageReferenceError) -> String {
        let reference = try ImageReference(builder)
        // A port's colon has no place in the middle of a name.
        let registry = reference.registry.map {
            $0.replacing(":", with: "_").replacing("[", with: "").lowercased() + "/"
        }
        let tag = reference.digest.map { "sha256-\($0.hex.prefix(12))" } ?? reference.tag ?? "latest"
        return prefix + (registry ?? "").replacing("]", with: "") + reference.repository + ":" + tag
    }
}
