/// One connection to a server, used by one owner at a time.
///
/// All calls block; see ``PostgresPool`` for callers that must not. Not `Sendable`: libpq allows one thread at a time.
/// A connection that broke stays broken: ``isUsable`` turns false and every further call throws at once.
public final class PostgresConnection {
    let libpq: LibPQConnection
    private let statementTimeout: Duration
    private var statements = PreparedStatementCache()
    /// Whether a statement was sent since the flag was last cleared.
    var hasSent = false
    /// Whether the body that holds this connection runs for the second time, because the first connection broke under it.
    public internal(set) var isRepeating = false
    var isInTransaction = false

    /// Opens a connection, in one exchange with the server.
    ///
    /// - Throws: ``PostgresError`` with `connectionFailed`.
    public init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        libpq = try LibPQConnection(configuration)
        statementTimeout = configuration.statementTimeout
    }

    /// Whether the connection can still be used.
    public var isUsable: Bool { libpq.isOpen }

    /// Runs one statement and returns its rows.
    ///
    /// - Throws: ``PostgresError``: `invalidParameter`, `connectionLost`, `timedOut` or `server`.
    @discardableResult
    public func query(_ query: PostgresQuery) throws(PostgresError) -> PostgresRows {
        for (index, parameter) in query.parameters.enumerated() where !parameter.isExpressible {
            throw PostgresError(.invalidParameter, "parameter \(index + 1) contains a NUL, which text cannot hold")
        }
        guard !query.sql.utf8.contains(0) else {
            throw PostgresError(.invalidParameter, "the statement contains a NUL")
        }
        return PostgresRows(result: try run(query))
    }

    /// Runs one statement and returns how many rows it touched.
    @discardableResult
    public func execute(_ query: PostgresQuery) throws(PostgresError) -> Int {
        try self.query(query).affected
    }

    /// Runs several statements, separated by semicolons, all or nothing. Cannot bind values; for migrations.
    public func executeScript(unescaped sql: String) throws(PostgresError) {
        guard !sql.utf8.contains(0) else { throw PostgresError(.invalidParameter, "the script contains a NUL") }
        hasSent = true
        try libpq.executeScript(sql, deadline: deadline)
    }

    /// The server's own limit comes first; this one is for a server that does not answer at all.
    private var deadline: Deadline {
        statementTimeout > .zero ? Deadline(in: statementTimeout + .seconds(2)) : .never
    }

    private func run(_ query: PostgresQuery) throws(PostgresError) -> LibPQResult {
        let statement = PreparedStatementCache.Statement(query)
        let plan = statements.plan(for: statement)
        do throws(PostgresError) {
            return try run(query, statement, plan)
        } catch  where error.code == .connectionLost && !error.wasSent {
            throw error
        } catch  where isStale(plan, error) {
            // Refused before it ran: the statement or its result type is gone after a change of the schema.
            statements.forget(statement)
            return try run(query, statement, .sendText)
        } catch {
            hasSent = true
            throw error
        }
    }

    private func run(
        _ query: PostgresQuery, _ statement: PreparedStatementCache.Statement, _ plan: PreparedStatementCache.Plan
    ) throws(PostgresError) -> LibPQResult {
        let result: LibPQResult
        switch plan {
        case .sendText:
            result = try libpq.execute(query.sql, query.parameters, deadline: deadline)
        case .prepare(let name):
            try freeEvictedStatements()
            try libpq.prepare(name, query.sql, query.parameters, deadline: deadline)
            statements.didPrepare(statement, as: name)
            result = try libpq.executePrepared(name, query.parameters, deadline: deadline)
        case .usePrepared(let name):
            result = try libpq.executePrepared(name, query.parameters, deadline: deadline)
        }
        hasSent = true
        return result
    }

    private func isStale(_ plan: PreparedStatementCache.Plan, _ error: PostgresError) -> Bool {
        guard case .usePrepared = plan, libpq.isIdle else { return false }
        return error.sqlState == .featureNotSupported || error.sqlState == .invalidStatementName
    }

    private func freeEvictedStatements() throws(PostgresError) {
        // Inside a transaction a name unknown to the server would end it.
        guard libpq.isIdle else { return }
        for name in statements.takeEvicted() {
            do throws(PostgresError) {
                _ = try libpq.execute("DEALLOCATE \(name)", [], deadline: deadline)
            } catch  where error.sqlState == .invalidStatementName {
                continue
            }
        }
    }
}
