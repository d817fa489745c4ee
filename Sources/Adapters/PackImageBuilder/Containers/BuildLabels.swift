import DockerEngine
import PlatformModel

/// What marks the things builds make as this platform's own.
enum BuildLabels {
    static let platform = "paastech.platform"
    static let project = "paastech.project"
    static let role = "paastech.role"
    static let buildRole = "build"
    /// What pack and paastech-pack put on every container of theirs.
    static let author = "author"
    static let pack = "pack"

    static func network(_ project: ProjectID) -> String { "paastech-build-\(project)" }
}
