import OCIRegistry

/// The volume that keeps cached layers where a build is told of no cache, by the name that `pack` gives it.
enum CacheVolumeName {
    /// What `pack` replaces, since Windows has no files of these names.
    private static let reserved = ["aux", "com", "con", "lpt", "nul", "prn"]

    /// - Parameter key: keeps whoever knows the image's name alone from naming the volume (`PACK_VOLUME_KEY`).
    static func build(for image: ImageReference, key: String) -> String {
        let digest = ContentDigest(of: Array((image.canonicalName + key).utf8))
        let repository = image.servedRepository.replacing("/", with: "_")
        let tag = image.selector.replacing(":", with: "_")
        var name = "\(repository)_\(tag)-\(digest.hex.prefix(12))"
        for word in reserved { name = name.replacing(word, with: word.map(String.init).joined(separator: "_")) }
        return "pack-cache-\(name).build"
    }
}
