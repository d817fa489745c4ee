/// How much of concurrent transactions a transaction sees (PostgreSQL manual 13.2).
public enum PostgresIsolation: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

extension PostgresConnection {
    /// Runs a body inside a transaction; commits when it returns, rolls back when it throws.
    ///
    /// - Parameter attempts: how often the body may run when the server ends the transaction because of another one
    ///   (serialization failure, deadlock). The body must then have no effects outside the database.
    /// - Throws: what the body throws, or ``PostgresError``. After `connectionLost` while committing the outcome is unknown.
    @discardableResult
    public func transaction<Result>(
        _ isolation: PostgresIsolation = .readCommitted, attempts: Int = 1,
        _ body: (PostgresConnection) throws -> Result
    ) throws -> Result {
        guard !isInTransaction else {
            throw PostgresError(.transaction, "a transaction cannot be started inside another one")
        }
        isInTransaction = true
        defer { isInTransaction = false }
        var attempt = 1
        while true {
            do {
                return try attemptTransaction(isolation, body)
            } catch let error as PostgresError where attempt < attempts && error.isConcurrencyFailure && isUsable {
                attempt += 1
            }
        }
    }

    private func attemptTransaction<Result>(
        _ isolation: PostgresIsolation, _ body: (PostgresConnection) throws -> Result
    ) throws -> Result {
        try query("BEGIN ISOLATION LEVEL \(unescaped: isolation.rawValue)")
        let result: Result
        do {
            result = try body(self)
        } catch {
            // The first error is the one to report; a connection that cannot even roll back is discarded by its owner.
            _ = try? query("ROLLBACK")
            throw error
        }
        // COMMIT of a transaction that failed is answered by ROLLBACK, without an error.
        guard try query("COMMIT").result.commandTag == "COMMIT" else {
            throw PostgresError(.transaction, "the transaction had failed before it could be committed", wasSent: true)
        }
        return result
    }
}

extension PostgresError {
    /// Whether the server ended a transaction only because of what others did at the same time.
    public var isConcurrencyFailure: Bool { sqlState == .serializationFailure || sqlState == .deadlockDetected }
}
