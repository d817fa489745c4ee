import ClientAPIContract
import FoundationEssentials
import Logging
import PlatformModel

/// The output of an application for one reader: the newest lines there are, then live.
///
/// Events are numbered by the time of their line, in microseconds since 1970, which a reader may resume from after any
/// restart of ours.
struct ApplicationLogSource: EventSource {
    typealias Feeds = LogFeeds<ProjectID, ApplicationFeed>

    let bell = Bell()
    private let project: ProjectID
    private let engine: any DeploymentEngine
    private let feeds: Feeds
    private let logger: Logger
    private var feed: ApplicationFeed?
    private var backlog: [LogLine]
    /// Lines up to this time have been sent, or are in the backlog.
    private let newest: Int
    private var position = 0

    private static let pageSize = 256

    /// Reads the newest lines.
    ///
    /// - Parameters:
    ///   - tail: how many lines to begin with.
    ///   - after: the event or time to resume from; `nil` for none. One from the future counts as now.
    /// - Throws: ``PlatformError``: `notFound` when nothing runs, `unavailable`.
    init(
        of project: ProjectID, tail: Int, after: Int?, engine: any DeploymentEngine, feeds: Feeds, logger: Logger
    ) async throws(PlatformError) {
        self.project = project
        self.engine = engine
        self.feeds = feeds
        self.logger = logger
        // One at least, to know where the live part begins.
        let lines = try await engine.logs(of: project, tail: max(tail, 1))
        let after = after.map { min($0, Date().microseconds) } ?? .min
        backlog = lines.suffix(tail).filter { $0.time.microseconds > after }
        newest = max(lines.last?.time.microseconds ?? .min, after)
    }

    /// What was written since the newest lines were read is in the feed, because a feed begins with an overlap.
    mutating func open() {
        let (project, engine, logger) = (project, engine, logger)
        feed = feeds.join(project, bell) { ApplicationFeed(of: project, engine: engine, logger: logger) }
    }

    mutating func next() async throws -> [ServerSentEvent] {
        if !backlog.isEmpty {
            defer { backlog.removeFirst(min(Self.pageSize, backlog.count)) }
            return backlog.prefix(Self.pageSize).map(Self.event)
        }
        while let feed {
            switch feed.look(after: position, limit: Self.pageSize) {
            case .ended(let end): return [.end(end)]
            case .behind: return []
            case .lines(let lines):
                guard let last = lines.last else { return [] }
                position = last.sequence
                let fresh = lines.filter { $0.time.microseconds > newest }
                if !fresh.isEmpty { return fresh.map(Self.event) }
            }
        }
        return []
    }

    func close() {
        feeds.leave(project, bell)
    }

    private static func event(_ line: LogLine) -> ServerSentEvent {
        .log(LogEvent(line), id: line.time.microseconds)
    }
}

extension Date {
    /// Since 1970.
    var microseconds: Int { Int((timeIntervalSince1970 * 1_000_000).rounded()) }
}
