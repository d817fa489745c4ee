import ApplicationImages
import BuildpackLifecycle

/// Where the application's source is: a directory, or a zip archive such as a `.jar`.
enum ApplicationSource: Sendable {
    case directory(BytePath)
    case zip(ZipArchive)

    /// Opens what `--path` names; an archive's directory is read and checked.
    static func open(_ path: String) async throws -> ApplicationSource {
        let place = BytePath(path)
        switch try FileSystem.status(place, followingLinks: true)?.kind {
        case .directory: return .directory(place)
        case .regular:
            return try await BlockingWork.run("zip") {
                guard let file = try SpooledBytes(opening: place) else { throw unusable(path) }
                return .zip(try ZipArchive(file, name: path))
            }
        default: throw unusable(path)
        }
    }

    private static func unusable(_ path: String) -> BuildFailure {
        BuildFailure(.invalid, "path \"\(path)\" is not a directory and not a zip file")
    }

    /// The project descriptor that lies in the source; an archive's is not looked for, as in `pack`.
    var descriptor: BytePath? {
        switch self {
        case .directory(let path): path.appending("project.toml")
        case .zip: nil
        }
    }

    /// Writes what `filter` wants as the directory `name`.
    func write(to writer: TarWriter, as name: BytePath, filter: TarTree.Filter?) throws {
        switch self {
        case .directory(let path):
            var tree = TarTree(writer: writer, filter: filter)
            try tree.add(path, as: name)
        case .zip(let archive): try archive.write(to: writer, as: name, filter: filter)
        }
    }
}
