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

    /// Where the lifecycle need not send back what it was sent; an archive's files can be read in order only.
    ///
    /// - Parameter keepsLarge: whether there is a volume that keeps a large source between builds.
    func exchange(filter: TarTree.Filter?, keepsLarge: Bool) throws -> SourceExchange? {
        guard case .directory(let path) = self else { return nil }
        let survey = keepsLarge ? try SourceSurvey(path, filter: filter) : nil
        let isLarge = (survey?.files.count ?? 0) >= SourceSurvey.worthKeeping
        return SourceExchange(path, keeping: isLarge ? survey : nil)
    }
}
