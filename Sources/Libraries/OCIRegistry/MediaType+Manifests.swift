extension MediaType {
    /// What a manifest is asked for as.
    static let manifests: [MediaType] = [.ociManifest, .ociIndex, .dockerManifest, .dockerManifestList]
}
