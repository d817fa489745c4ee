import ClientAPIContract
import FoundationEssentials
import Logging
import PlatformModel

/// The output of an application for one reader: the newest lines there are, then live.
///
/// Events are numbered by the positions of their lines, which a reader may resume from after any restart of ours. Of several
/// containers that write within the same milliseconds, a line may reach us after a later one of another container: then it
/// has that one's id, and a reader that was cut off just in between misses it.
struct ApplicationLogSource: EventSource {
    typealias Feeds = LogFeeds<ProjectID, ApplicationFeed>

    let bell = Bell()
    private let project: ProjectID
    private let engine: any DeploymentEngine
    private let feeds: Feeds
    private let logger: Logger
    private var feed: ApplicationFeed?
    private var backlog: [PlacedLine]
    /// Lines up to here have been sent, or are in the backlog, or are not wanted.
    private let newest: LogPosition?
    /// The furthest that was sent.
    private var sent: LogPosition?
    /// In the feed.
    private var lookedAt = 0

    private static let pageSize = 256

    /// Reads the newest lines.
    ///
    /// - Parameters:
    ///   - tail: how many lines to begin with.
    ///   - after: the event or time to resume from; `nil` for none. One from the future counts as now.
    /// - Throws: ``PlatformError``: `notFound` when nothing runs, `unavailable`.
    init(
        of project: ProjectID, tail: Int, after: LogPosition?, engine: any DeploymentEngine, feeds: Feeds,
        logger: Logger
    ) async throws(PlatformError) {
        self.project = project
        self.engine = engine
        self.feeds = feeds
        self.logger = logger
        var placement = LogPlacement()
        let lines = try await engine.logs(of: project, tail: tail + LogPlacement.margin).enumerated().map {
            PlacedLine(sequence: $0.offset, position: placement.position(of: $0.element), line: $0.element)
        }
        let after = after.map { min($0, .end(of: Date().microseconds)) }
        backlog = lines.suffix(tail).filter { line in after.map { line.position > $0 } ?? true }
        newest = [lines.last?.position, after].compactMap(\.self).max()
    }

    /// What was written since the newest lines were read is in the feed, because a feed begins with an overlap.
    mutating func open() {
        let (project, engine, logger) = (project, engine, logger)
        feed = feeds.join(project, bell) { ApplicationFeed(of: project, engine: engine, logger: logger) }
    }

    mutating func next() async throws -> [ServerSentEvent] {
        if !backlog.isEmpty {
            let page = backlog.prefix(Self.pageSize)
            backlog.removeFirst(page.count)
            return page.map { event($0) }
        }
        while let feed {
            switch feed.look(after: lookedAt, limit: Self.pageSize) {
            case .ended(let end): return [.end(end)]
            case .behind: return []
            case .lines(let lines):
                guard let last = lines.last else { return [] }
                lookedAt = last.sequence
                let fresh = lines.filter { line in newest.map { line.position > $0 } ?? true }
                if !fresh.isEmpty { return fresh.map { event($0) } }
            }
        }
        return []
    }

    func close() {
        feeds.leave(project, bell)
    }

    private mutating func event(_ placed: PlacedLine) -> ServerSentEvent {
        let id = max(placed.position, sent ?? placed.position)
        sent = id
        return .log(LogEvent(placed.line), id: "\(id)")
    }
}

extension Date {
    /// Since 1970.
    var microseconds: Int { Int((timeIntervalSince1970 * 1_000_000).rounded()) }
}
