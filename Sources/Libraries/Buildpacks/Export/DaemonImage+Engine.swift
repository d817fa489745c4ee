import ApplicationImages
import CurlClient
import DockerEngine
import OCIRegistry

extension DaemonImage {
    /// Puts `layers` on the image `base`.
    init(
        base: ImageInspection, layers: [FileLayer], environment: [String], labels: [String: String], user: String
    ) throws {
        var image = ImageConfiguration(base)
        let inherited = image.rootfs.diffIDs
        let time = "1980-01-01T00:00:01Z"
        image.created = time
        image.rootfs.diffIDs += layers.map(\.diffID)
        image.history =
            inherited.map { _ in ImageConfiguration.History(created: time) }
            + layers.map { ImageConfiguration.History(created: time, createdBy: $0.createdBy) }
        let names = Set(environment.map { $0.prefix { $0 != "=" } })
        let kept = (image.config?.environment ?? []).filter { !names.contains($0.prefix { $0 != "=" }) }
        image.config?.environment = kept + environment
        let inheritedLabels = image.config?.labels ?? [:]
        image.config?.labels = inheritedLabels.merging(labels) { _, new in new }
        image.config?.user = user
        try self.init(image, layers: inherited.map { _ in nil } + layers.map(\.content))
    }

    /// Loads the image into the daemon.
    func load(into engine: DockerEngine, tags: [String]) async throws {
        try await engine.loadImages(.stream(try archive(tags: tags)))
    }
}
