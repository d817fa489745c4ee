import PlatformModel

/// What the engine has in hand, in memory only: everything that has to outlive it is in Docker and in routing files.
actor EngineState {
    private var rollouts: [DeploymentID: RolloutFeed] = [:]
    private var stopping: Set<ProjectID> = []
    private var followers: [ProjectID: [Int: AsyncStream<FollowerSignal>.Continuation]] = [:]
    private var nextFollower = 0
    private var isClosed = false

    /// What somebody who follows a project's output has to know.
    enum FollowerSignal: Sendable {
        /// There may be new containers.
        case changed
        /// The project is gone.
        case removed
    }

    /// The feed of this deployment: the one in progress, or a new one, which the caller then has to run.
    ///
    /// - Throws: `unavailable` after ``close()``.
    func feed(for specification: RolloutSpecification) throws(PlatformError) -> (feed: RolloutFeed, isNew: Bool) {
        if let feed = rollouts[specification.deployment] { return (feed, false) }
        guard !isClosed else {
            throw PlatformError(.unavailable, "the deployment engine is stopping; ask again when it is back")
        }
        let feed = RolloutFeed(specification)
        rollouts[specification.deployment] = feed
        return (feed, true)
    }

    func ended(_ feed: RolloutFeed) {
        rollouts[feed.specification.deployment] = nil
    }

    /// No new rollouts from here on.
    func close() {
        isClosed = true
    }

    /// The newest rollout of the project that is in progress or waits.
    func rollout(of project: ProjectID) -> RolloutSpecification? {
        rollouts.values.map(\.specification).filter { $0.project == project }.max { $0.number < $1.number }
    }

    func setStopping(_ project: ProjectID, _ isStopping: Bool) {
        if isStopping { stopping.insert(project) } else { stopping.remove(project) }
    }

    func isStopping(_ project: ProjectID) -> Bool { stopping.contains(project) }

    // MARK: Followers

    func addFollower(of project: ProjectID) -> (id: Int, signals: AsyncStream<FollowerSignal>) {
        let (stream, continuation) = AsyncStream<FollowerSignal>.makeStream(bufferingPolicy: .bufferingNewest(4))
        nextFollower += 1
        followers[project, default: [:]][nextFollower] = continuation
        return (nextFollower, stream)
    }

    func removeFollower(_ id: Int, of project: ProjectID) {
        followers[project]?[id] = nil
        if followers[project]?.isEmpty == true { followers[project] = nil }
    }

    func signal(_ signal: FollowerSignal, to project: ProjectID) {
        for continuation in (followers[project] ?? [:]).values { continuation.yield(signal) }
    }
}
