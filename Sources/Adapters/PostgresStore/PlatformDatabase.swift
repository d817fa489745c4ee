import PlatformModel
import PostgresClient
import Synchronization

/// The platform's PostgreSQL database, behind the ports of the model.
///
/// The ports are implemented in extensions, one file each. `async` calls run on the pool's own threads; the calls of
/// ``PushAuthority`` block the caller's thread. Creating a value opens no connection.
public final class PlatformDatabase: Sendable {
    /// How a process uses the database.
    public struct Settings: Sendable {
        /// Shown in `pg_stat_activity`, for instance `paastech gatekeeper`.
        public var applicationName = "paastech"
        /// Connections open at once.
        public var connections = 8
        /// How long a call waits for a free connection.
        public var acquireTimeout = Duration.seconds(5)
        public var connectTimeout = Duration.seconds(3)
        public var statementTimeout = Duration.seconds(15)
        /// How long a call goes on trying to reach a server that is down. Hooks, which nothing waits behind, set a minute;
        /// a service that answers people leaves it at zero.
        public var reconnectPatience = Duration.zero

        public init() {}
    }

    let pool: PostgresPool
    let lookups: SharedLookups
    /// Opened by the first follower.
    private let listener = Mutex<PostgresListener?>(nil)

    /// - Parameter url: a connection URI (`postgresql://user@host:port/database`) or libpq's `keyword=value` form.
    /// - Throws: ``PlatformError`` with code `invalid`.
    public init(url: String, settings: Settings = Settings()) throws(PlatformError) {
        var configuration: PostgresConfiguration
        do {
            configuration = try PostgresConfiguration(url: url, applicationName: settings.applicationName)
        } catch {
            throw PlatformError(.invalid, error.message)
        }
        configuration.connectTimeout = settings.connectTimeout
        configuration.statementTimeout = settings.statementTimeout
        var limits = PostgresPool.Limits()
        limits.connections = settings.connections
        limits.acquireTimeout = settings.acquireTimeout
        limits.reconnectPatience = settings.reconnectPatience
        pool = PostgresPool(configuration, limits: limits)
        lookups = SharedLookups(pool)
    }

    /// Closes connections and ends the streams of followers.
    public func close() {
        listener.withLock { $0 }?.stop()
        pool.close()
    }

    /// Creates or upgrades the schema.
    ///
    /// - Returns: the names of the migrations this call applied.
    /// - Throws: ``PlatformError``: `conflict` if the database is newer or of another history, `unavailable`.
    @discardableResult
    public func migrate() async throws(PlatformError) -> [String] {
        var configuration = pool.configuration
        configuration.statementTimeout = .zero
        configuration.lockTimeout = .zero
        // A pool of one: a migration may run longer than any other statement is allowed to.
        let pool = PostgresPool(configuration, limits: pool.limits)
        defer { pool.close() }
        return try await Self.perform(on: pool, .ifNeverSent) { try Migrator().run(on: $0) }
    }

    // MARK: Running statements

    /// Runs a body on one of the pool's threads.
    func perform<Result: Sendable>(
        _ retry: PostgresRetry = .ifNeverSent, _ body: @escaping @Sendable (PostgresConnection) throws -> Result
    ) async throws(PlatformError) -> Result {
        try await Self.perform(on: pool, retry, body)
    }

    /// Runs a body on the caller's thread.
    func performBlocking<Result>(
        _ retry: PostgresRetry = .ifNeverSent, _ body: (PostgresConnection) throws -> Result
    ) throws(PlatformError) -> Result {
        do {
            return try pool.withConnection(retry, body)
        } catch {
            throw PlatformError(database: error)
        }
    }

    static func perform<Result: Sendable>(
        on pool: PostgresPool, _ retry: PostgresRetry,
        _ body: @escaping @Sendable (PostgresConnection) throws -> Result
    ) async throws(PlatformError) -> Result {
        do {
            return try await pool.run(retry, body)
        } catch {
            throw PlatformError(database: error)
        }
    }

    /// The listener all followers share, or `nil` when the process is out of descriptors.
    func sharedListener() -> PostgresListener? {
        listener.withLock { listener in
            if listener == nil { listener = try? PostgresListener(pool.configuration, channels: Channel.all) }
            return listener
        }
    }
}
