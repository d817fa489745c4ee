import ApplicationImages
import BuildpackLifecycle

/// Takes buildpacks from wherever a `uri` points to: a directory, an archive here or at an address, a package in a file or an image
/// (Distribution specification, "Buildpackage"; Platform specification, "Buildpack Identifiers").
struct BuildpackSources: Sendable {
    let packages: PackageReader
    let downloads: ArchiveDownload

    init(packages: PackageReader) {
        self.packages = packages
        downloads = ArchiveDownload(output: packages.images.output)
    }

    private static let imageScheme = "docker://"
    private static let fileScheme = "file://"

    /// Whether a name is that of an archive, so that it is not taken for a buildpack's id.
    static func isArchiveName(_ name: String) -> Bool {
        [".cnb", ".tgz", ".tar", ".tar.gz"].contains { name.hasSuffix($0) }
    }

    /// The buildpack, first, and those that come with it.
    ///
    /// - Parameter directory: what a relative path is relative to; nil is the current directory.
    func read(_ uri: String, relativeTo directory: BytePath?) async throws -> [LocalBuildpack] {
        if uri.hasPrefix(Self.imageScheme) {
            return try await packages.read(String(uri.dropFirst(Self.imageScheme.count)))
        }
        if ArchiveDownload.isRemote(uri) {
            let file = try await downloads.fetch(uri)
            return try await BlockingWork.run("buildpack") {
                try BuildpackArchive.read(file: file, name: ArchiveDownload.shown(uri))
            }
        }
        guard !uri.hasPrefix("urn:cnb:registry:") else {
            throw BuildFailure(
                .invalid,
                "buildpack \"\(uri)\": urn:cnb:registry: is not supported; fetch it and name the file, or use docker://IMAGE"
            )
        }
        let isFile = uri.hasPrefix(Self.fileScheme)
        guard isFile || !uri.contains("://") && !uri.hasPrefix("urn:") else {
            throw BuildFailure(
                .invalid,
                "buildpack \"\(uri)\" is of no known kind; expected a directory, a file, https:// or docker://IMAGE")
        }
        let path = isFile ? String(uri.dropFirst(Self.fileScheme.count)) : uri
        let place = path.hasPrefix("/") ? BytePath(path) : directory?.appending(path) ?? BytePath(path)
        switch try FileSystem.status(place, followingLinks: true)?.kind {
        case .directory: return [try LocalBuildpack(reading: place)]
        case .regular: return try await BlockingWork.run("buildpack") { try BuildpackArchive.read(place) }
        case nil:
            throw BuildFailure(.invalid, "buildpack \"\(uri)\" does not exist: there is no \(place)")
        default:
            throw BuildFailure(.invalid, "buildpack \"\(uri)\" is neither a directory nor a .cnb or .tgz file")
        }
    }

    /// The buildpack of an entry of `builder.toml` or `package.toml`, named by `uri` or `image`. The entry's id and version,
    /// where it has them, have to be the buildpack's.
    func read(_ entry: TOMLReader, relativeTo directory: BytePath) async throws -> [LocalBuildpack] {
        let found: [LocalBuildpack]
        if let image = try entry.string("image") {
            guard entry.table["uri"] == nil else { throw entry.failure("image", "and uri cannot be used together") }
            found = try await packages.read(image)
        } else {
            let uri = try entry.requiredString("uri")
            do {
                found = try await read(uri, relativeTo: directory)
            } catch let error as BuildFailure where error.code == .invalid {
                throw entry.failure("uri", "is \"\(uri)\": \(error.message)")
            }
        }
        for (key, actual) in [("id", found[0].descriptor.id), ("version", found[0].descriptor.version)] {
            if let wanted = try entry.string(key), wanted != actual {
                throw entry.failure(key, "is \"\(wanted)\" but the buildpack itself says \"\(actual)\"")
            }
        }
        return found
    }
}
