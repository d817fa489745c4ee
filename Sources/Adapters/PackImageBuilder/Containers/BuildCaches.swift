import PlatformModel

/// The volumes in which pack keeps what one build of a project leaves for the next.
///
/// pack would derive names from the image's reference with its tag, which no two builds share.
struct BuildCaches: Hashable, Sendable {
    /// Layers that only builds need.
    let build: String
    /// Layers of the application.
    let launch: String

    init(of project: ProjectID) {
        build = "paastech-\(project)-build"
        launch = "paastech-\(project)-launch"
    }
}
