import ClientAPIContract
import Logging
import PlatformModel
import Synchronization

/// What followers of one application's output share: one call to the deployment engine, made again when it breaks, and the
/// newest lines in memory. Lines are numbered by the feed.
final class ApplicationFeed: LogFeed {
    private struct State {
        var window = LogWindow<PlacedLine>(capacity: ApplicationFeed.windowSize, after: 0)
        /// Of the lines so far.
        var furthest: LogPosition?
        var end: EndEvent?
        var bells = Bells()
        var task: Task<Void, Never>?
    }

    private static let windowSize = 1000
    /// Lines asked for again after the call broke; more may have been written meanwhile, but not much more.
    private static let overlap = 500
    private static let pause = Duration.seconds(1)

    private let project: ProjectID
    private let engine: any DeploymentEngine
    private let logger: Logger
    private let state = Mutex(State())

    init(of project: ProjectID, engine: any DeploymentEngine, logger: Logger) {
        self.project = project
        self.engine = engine
        self.logger = logger
    }

    func join(_ bell: Bell) {
        state.withLock { state in
            state.bells.insert(bell)
            // Shared by all followers, so it is nobody's child; it ends with the project or with the last follower.
            if state.task == nil { state.task = Task { await self.run() } }
        }
        bell.ring(.news)
    }

    func leave(_ bell: Bell) -> Bool {
        state.withLock { state in
            state.bells.remove(bell)
            guard state.bells.isEmpty else { return false }
            state.task?.cancel()
            return true
        }
    }

    func look(after position: Int, limit: Int) -> LogLook<PlacedLine> {
        state.withLock { state in
            // Output is not kept anywhere for a reader that is too slow: it goes on with what there is.
            let from = max(position, state.window.beginning)
            let lines = state.window.lines(after: from, limit: limit) ?? []
            if let end = state.end, lines.isEmpty { return .ended(end) }
            return .lines(lines)
        }
    }

    private func run() async {
        while !Task.isCancelled {
            do {
                try await follow()
                return finish(EndEvent(status: ApplicationStatus.stopped.rawValue, reason: "the project was removed"))
            } catch let error as PlatformError where error.code == .notFound {
                return finish(EndEvent(status: ApplicationStatus.stopped.rawValue, reason: error.message))
            } catch {
                logger.notice(
                    "following an application's output again", metadata: ["project": "\(project)", "error": "\(error)"])
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    /// Returns when the project has been removed.
    private func follow() async throws {
        let furthest = state.withLock { $0.furthest }
        var placement = LogPlacement()
        for try await line in engine.followLogs(of: project, tail: Self.overlap + LogPlacement.margin) {
            let position = placement.position(of: line)
            if let furthest, position <= furthest { continue }
            let bells = state.withLock { state in
                state.furthest = max(position, state.furthest ?? position)
                state.window.append([PlacedLine(sequence: state.window.last + 1, position: position, line: line)])
                return state.bells.all
            }
            bells.forEach { $0.ring(.news) }
        }
    }

    private func finish(_ end: EndEvent) {
        let bells = state.withLock { state in
            state.end = end
            return state.bells.all
        }
        bells.forEach { $0.ring(.news) }
    }
}
