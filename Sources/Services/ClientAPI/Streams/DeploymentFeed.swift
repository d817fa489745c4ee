import ClientAPIContract
import Logging
import PlatformModel
import Synchronization

/// What followers of one deployment's log share: one subscription, one query for each growth of the log, and the newest
/// lines in memory.
final class DeploymentFeed: LogFeed {
    private struct State {
        var window: LogWindow<LogLine>
        var end: EndEvent?
        var bells = Bells()
        var task: Task<Void, Never>?
    }

    private static let windowSize = 512
    private static let pageSize = 256

    private let deployment: DeploymentID
    private let store: any DeploymentStore
    private let logger: Logger
    private let state: Mutex<State>

    /// - Parameter last: the number of the last line there is at the moment.
    init(of deployment: DeploymentID, in store: any DeploymentStore, after last: Int, logger: Logger) {
        self.deployment = deployment
        self.store = store
        self.logger = logger
        state = Mutex(State(window: LogWindow(capacity: Self.windowSize, after: last)))
    }

    func join(_ bell: Bell) {
        state.withLock { state in
            state.bells.insert(bell)
            // Shared by all followers, so it is nobody's child; it ends with the deployment or with the last follower.
            if state.task == nil, state.end == nil { state.task = Task { await self.run() } }
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

    func look(after position: Int, limit: Int) -> LogLook<LogLine> {
        state.withLock { state in
            guard let lines = state.window.lines(after: position, limit: limit) else { return .behind }
            if let end = state.end, lines.isEmpty { return .ended(end) }
            return .lines(lines)
        }
    }

    private func run() async {
        for await _ in store.changes(of: deployment) {
            do throws(PlatformError) {
                let end = try await refresh()
                state.withLock { $0.end = end }
                state.withLock { $0.bells.all }.forEach { $0.ring(.news) }
                if end != nil { return }
            } catch {
                // The subscription speaks again when the database is back.
                logger.warning(
                    "a log cannot be followed at the moment",
                    metadata: ["deployment": "\(deployment)", "error": "\(error.debugDescription)"])
            }
        }
    }

    /// Reads the status first: the last lines are in the store before a deployment ends.
    private func refresh() async throws(PlatformError) -> EndEvent? {
        guard let current = try await store.deployment(deployment) else {
            return EndEvent(status: "removed", reason: "the project was deleted")
        }
        while true {
            let last = state.withLock { $0.window.last }
            let page = try await store.log(of: deployment, after: last, limit: Self.pageSize)
            state.withLock { $0.window.append(page) }
            if page.count < Self.pageSize { break }
        }
        return current.status.isUnfinished ? nil : EndEvent(status: current.status.rawValue, reason: current.reason)
    }
}
