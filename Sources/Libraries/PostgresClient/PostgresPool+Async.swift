import NIOPosix
import Synchronization

extension PostgresPool {
    /// Lends a connection to a body that runs on one of the pool's own threads.
    ///
    /// The time spent waiting for a thread counts against the acquire timeout. A started body runs to its end; a cancelled
    /// task gets the result nevertheless, as half of a transaction is worth nothing.
    /// - Throws: what the body throws, or ``PostgresError``.
    public func run<Result: Sendable>(
        _ retry: PostgresRetry = .ifNeverSent, _ body: @escaping @Sendable (PostgresConnection) throws -> Result
    ) async throws -> Result {
        let deadline = Deadline(in: limits.acquireTimeout)
        return try await threads.run {
            try self.withConnection(retry, deadline: deadline, body)
        }
    }
}

/// Threads that are started when they are first needed.
final class LazyThreadPool: Sendable {
    private struct State {
        var pool: NIOThreadPool?
        var isStopped = false
    }

    private let size: Int
    private let state = Mutex(State())

    init(size: Int) {
        self.size = size
    }

    func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        let pool = try state.withLock { state throws(PostgresError) in
            guard !state.isStopped else { throw PostgresError(.closed, "the database connection pool is closed") }
            if let pool = state.pool { return pool }
            let pool = NIOThreadPool(numberOfThreads: size)
            pool.start()
            state.pool = pool
            return pool
        }
        return try await pool.runIfActive(body)
    }

    /// Lets running work finish, in the background.
    func stop() {
        let pool = state.withLock { state in
            state.isStopped = true
            defer { state.pool = nil }
            return state.pool
        }
        pool?.shutdownGracefully { _ in }
    }
}
