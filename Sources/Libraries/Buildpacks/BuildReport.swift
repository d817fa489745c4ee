import BuildpackLifecycle

/// The file `report.toml` (Platform specification, "report.toml").
struct BuildReport {
    var tags: [String]
    /// Of the manifest, in a registry.
    var digest: String?
    /// Of an image in the daemon.
    var imageID: String?
    var manifestSize: Int64?

    func write(into directory: String) throws {
        var image = TOMLTable(["tags": .strings(tags)])
        if let imageID { image.set("image-id", .string(imageID)) }
        if let digest { image.set("digest", .string(digest)) }
        if let manifestSize { image.set("manifest-size", .integer(manifestSize)) }
        let path = BytePath(directory)
        guard try FileSystem.status(path, followingLinks: true)?.kind == .directory else {
            throw BuildFailure(.invalid, "--report-output-dir \"\(directory)\" is not a directory")
        }
        try FileSystem.write(
            path.appending("report.toml"), TOMLWriter.write(TOMLTable(["image": .table(image)])))
    }
}
