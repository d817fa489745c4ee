import BuildpackLifecycle

/// The file `report.toml` (Platform specification, "report.toml").
package struct BuildReport {
    package var tags: [String]
    /// Of the manifest, in a registry.
    package var digest: String?
    /// Of an image in the daemon.
    package var imageID: String?
    package var manifestSize: Int64?

    package init(tags: [String], digest: String? = nil, imageID: String? = nil, manifestSize: Int64? = nil) {
        self.tags = tags
        self.digest = digest
        self.imageID = imageID
        self.manifestSize = manifestSize
    }

    /// What names the image in a build's output: its digest, or the beginning of its id.
    package var shownID: String {
        digest ?? String((imageID ?? "").drop { $0 != ":" }.dropFirst().prefix(12))
    }

    package var toml: String {
        var image = TOMLTable(["tags": .strings(tags)])
        if let imageID { image.set("image-id", .string(imageID)) }
        if let digest { image.set("digest", .string(digest)) }
        if let manifestSize { image.set("manifest-size", .integer(manifestSize)) }
        return TOMLWriter.write(TOMLTable(["image": .table(image)]))
    }

    /// Writes the file into the directory a platform was given.
    package func write(into directory: String) throws {
        let path = BytePath(directory)
        guard try FileSystem.status(path, followingLinks: true)?.kind == .directory else {
            throw BuildFailure(.invalid, "--report-output-dir \"\(directory)\" is not a directory")
        }
        try FileSystem.write(path.appending("report.toml"), toml)
    }
}
