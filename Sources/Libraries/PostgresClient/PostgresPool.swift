import Dispatch
import NIOPosix
import Synchronization

/// What may be repeated when a connection breaks under its user.
public enum PostgresRetry: Sendable {
    /// Only what provably never reached the server. The default.
    case ifNeverSent
    /// The whole body, once more: the caller promises that running it twice does what running it once does.
    case idempotent
}

/// A bounded set of connections, shared by threads.
///
/// A connection is checked when it is taken: one that the server closed meanwhile is replaced without the caller noticing.
/// Blocking callers use ``withConnection(_:_:)`` on threads of their own; `async` callers use ``run(_:_:)``.
public final class PostgresPool: Sendable {
    private struct State {
        /// Last in, first out, so that few connections stay warm.
        var idle: [IdleConnection] = []
        var isClosed = false
    }

    /// Unchecked: a connection in the idle list has no user; it is handed from thread to thread under the lock.
    private struct IdleConnection: @unchecked Sendable {
        let connection: PostgresConnection
    }

    public let configuration: PostgresConfiguration
    public let limits: Limits
    private let permits: DispatchSemaphore
    private let state = Mutex(State())
    let threads: LazyThreadPool

    /// Opens nothing yet.
    public init(_ configuration: PostgresConfiguration, limits: Limits = Limits()) {
        self.configuration = configuration
        self.limits = limits
        permits = DispatchSemaphore(value: 0)
        // Signalled up to its size: a semaphore may not be destroyed below its initial value.
        for _ in 0..<max(1, limits.connections) { permits.signal() }
        threads = LazyThreadPool(size: max(1, limits.connections))
    }

    deinit {
        threads.stop()
    }

    /// Lends a connection to a body, blocking the calling thread.
    ///
    /// A connection that is left broken or inside a transaction is thrown away. What else a body changes about its session
    /// (`SET`, `LISTEN`) stays for the next one.
    /// - Throws: what the body throws, or ``PostgresError``: `poolExhausted`, `connectionFailed` or `closed`.
    public func withConnection<Result>(
        _ retry: PostgresRetry = .ifNeverSent, _ body: (PostgresConnection) throws -> Result
    ) throws -> Result {
        try withConnection(retry, deadline: Deadline(in: limits.acquireTimeout), body)
    }

    func withConnection<Result>(
        _ retry: PostgresRetry, deadline: Deadline, _ body: (PostgresConnection) throws -> Result
    ) throws -> Result {
        try takePermit(deadline)
        defer { permits.signal() }
        do {
            return try attempt(isRepeating: false, body)
        } catch let lost as LostConnection where retry == .idempotent || !lost.hasSent {
            do {
                return try attempt(isRepeating: lost.hasSent, body)
            } catch let lost as LostConnection {
                throw lost.error
            }
        } catch let lost as LostConnection {
            throw lost.error
        }
    }

    /// Closes the idle connections; those in use close when they come back. Later callers get `closed`.
    public func close() {
        // Taken out of the lock's scope first: saying farewell to a server takes a system call each.
        var idle: [IdleConnection] = []
        state.withLock { state in
            state.isClosed = true
            swap(&idle, &state.idle)
        }
        threads.stop()
    }

    private func takePermit(_ deadline: Deadline) throws(PostgresError) {
        let wait = deadline.remaining.map { DispatchTimeInterval.milliseconds(Int($0.wholeMilliseconds)) } ?? .never
        guard permits.wait(timeout: .now() + wait) == .success else {
            throw PostgresError(
                .poolExhausted,
                "all \(limits.connections) database connections stayed busy for \(limits.acquireTimeout)")
        }
    }

    private func attempt<Result>(
        isRepeating: Bool, _ body: (PostgresConnection) throws -> Result
    ) throws -> Result {
        let connection = try takeConnection()
        connection.hasSent = false
        connection.isRepeating = isRepeating
        defer { giveBack(connection) }
        do {
            return try body(connection)
        } catch let error as PostgresError where error.code == .connectionLost && !connection.isUsable {
            throw LostConnection(error: error, hasSent: connection.hasSent || error.wasSent)
        }
    }

    private func takeConnection() throws(PostgresError) -> PostgresConnection {
        while true {
            let (idle, isClosed) = state.withLock { ($0.idle.popLast(), $0.isClosed) }
            guard !isClosed else { throw PostgresError(.closed, "the database connection pool is closed") }
            guard let connection = idle?.connection else { return try open() }
            if connection.libpq.drainInput() { return connection }
        }
    }

    private func open() throws(PostgresError) -> PostgresConnection {
        let patience = Deadline(in: limits.reconnectPatience)
        var pause = Duration.milliseconds(10)
        while true {
            do throws(PostgresError) {
                return try PostgresConnection(configuration)
            } catch  where error.isTransient && !patience.isOver {
                Pause.block(min(pause, patience.remaining ?? pause))
                pause = min(pause * 2, .milliseconds(500))
            }
        }
    }

    private func giveBack(_ connection: PostgresConnection) {
        guard connection.isUsable, connection.libpq.isIdle else { return }
        let idle = IdleConnection(connection: connection)
        state.withLock { state in
            if !state.isClosed { state.idle.append(idle) }
        }
    }
}

/// A connection that broke in the hands of a body.
private struct LostConnection: Error {
    let error: PostgresError
    let hasSent: Bool
}
