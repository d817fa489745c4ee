import ClientAPIContract
import Logging
import PlatformModel

/// The log of a deployment for one reader: replayed from the store, then live.
struct DeploymentLogSource: EventSource {
    typealias Feeds = LogFeeds<DeploymentID, DeploymentFeed>

    let bell = Bell()
    private let deployment: DeploymentID
    private let resume: Int
    private let store: any DeploymentStore
    private let feeds: Feeds
    private let logger: Logger
    private var feed: DeploymentFeed?
    private var position = 0

    private static let pageSize = 256

    /// - Parameter resume: what the reader sent as `Last-Event-ID`. One that this log never gave out begins it anew.
    init(
        of deployment: DeploymentID, resume: String?, store: any DeploymentStore, feeds: Feeds, logger: Logger
    ) {
        self.deployment = deployment
        self.resume = resume.flatMap { Int($0) } ?? 0
        self.store = store
        self.feeds = feeds
        self.logger = logger
    }

    mutating func open() async throws {
        let (deployment, store, logger) = (deployment, store, logger)
        let last = try await store.lastSequence(ofLogOf: deployment)
        position = (0...last).contains(resume) ? resume : 0
        feed = feeds.join(deployment, bell) {
            DeploymentFeed(of: deployment, in: store, after: last, logger: logger)
        }
    }

    mutating func next() async throws -> [ServerSentEvent] {
        guard let feed else { return [] }
        let lines: [LogLine]
        switch feed.look(after: position, limit: Self.pageSize) {
        case .ended(let end): return [.end(end)]
        case .lines(let found): lines = found
        case .behind: lines = try await store.log(of: deployment, after: position, limit: Self.pageSize)
        }
        position = lines.last?.sequence ?? position
        return lines.map { .log(LogEvent($0), id: "\($0.sequence)") }
    }

    func close() {
        feeds.leave(deployment, bell)
    }
}
