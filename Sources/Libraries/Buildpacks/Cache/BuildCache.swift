import OCIRegistry

/// Where layers are kept from one build to the next.
enum BuildCache: Sendable {
    case volume(String)
    /// An absolute path of this machine.
    case directory(String)
    case image(CacheImage, CacheImage.Stored)
    case none

    /// What the options say; where they say nothing, the volume that `pack` would take for the image.
    init(
        _ options: BuildOptions, of image: ImageReference, keys: VolumeKeys, logins: RegistryLogins, output: BuildOutput
    ) async throws {
        switch options.cache {
        case .volume(let name): self = .volume(name)
        case .directory(let path): self = .directory(path)
        case .image(let name):
            let cache = try await CacheImage(name, logins: logins, output: output)
            self = .image(cache, try await cache.load())
        case nil:
            guard let key = try keys.key(for: image.canonicalName) else {
                output.line(
                    "Warning: nothing is kept for the next build: the volume's key can be remembered nowhere; "
                        + "set PACK_VOLUME_KEY or PACK_HOME, or name a volume with --cache")
                self = .none
                return
            }
            self = .volume(CacheVolumeName.build(for: image, key: key))
        }
        switch self {
        case .volume(let name): output.detail("Using build cache volume '\(name)'")
        case .directory(let path): output.detail("Using build cache dir '\(path)'")
        case .image(let image, _): output.detail("Using build cache image '\(image.reference)'")
        case .none: break
        }
    }
}
