/// Runs applications. Implemented for Docker, and by the gRPC client of the service in front of it.
public protocol DeploymentEngine: Sendable {
    /// Rolls an image out. Idempotent by deployment id: asking again for what is live ends with `live` at once, asking
    /// again for what is in progress joins it.
    ///
    /// The stream throws ``PlatformError``; a rollout that was tried and failed ends with the event `failed` instead.
    func rollout(_ specification: RolloutSpecification) -> AsyncThrowingStream<RolloutEvent, any Error>

    /// Which deployment serves and which one is being rolled out, asked by a sweep when the process that waited for the
    /// rollout has died.
    func serving(_ project: ProjectID) async throws(PlatformError) -> ServingState

    /// Stops and removes the containers of a project and its route; `notFound` when none exist.
    func stop(_ project: ProjectID) async throws(PlatformError)

    /// Removes everything the engine holds of a project: containers, network, route, local images.
    func remove(_ project: ProjectID) async throws(PlatformError)

    /// Removes one image from the engine's own storage.
    func deleteImage(_ reference: String) async throws(PlatformError)

    /// The newest lines of the application's output, oldest first.
    func logs(of project: ProjectID, tail: Int) async throws(PlatformError) -> [LogLine]

    /// The application's output from the newest `tail` lines on, until the reader stops or the project is removed.
    func followLogs(of project: ProjectID, tail: Int) -> AsyncThrowingStream<LogLine, any Error>

    func statistics(of project: ProjectID) async throws(PlatformError) -> ApplicationStatistics
    func status(of projects: [ProjectID]) async throws(PlatformError) -> [ProjectID: ApplicationStatus]
}
