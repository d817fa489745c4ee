/// What went wrong between a caller and a PostgreSQL server.
///
/// `description` never holds a parameter's value, a row's content or a password, so it may be shown to a user.
/// `debugDescription` adds the server's own sentence where that sentence cannot quote a value.
public struct PostgresError: Error, Sendable {
    /// The kind of failure, which decides what a caller may do next.
    public enum Code: String, Sendable {
        /// The connection settings cannot be used as written.
        case invalidConfiguration
        /// A bound value cannot be expressed in PostgreSQL; nothing was sent.
        case invalidParameter
        /// No connection could be opened.
        case connectionFailed
        /// An open connection broke; see ``PostgresError/wasSent``.
        case connectionLost
        /// The server did not answer within the statement's deadline; the connection was given up.
        case timedOut
        /// Every connection of the pool stayed busy for the whole acquire timeout.
        case poolExhausted
        /// The pool or the listener was closed.
        case closed
        /// The server refused the statement; see ``PostgresError/sqlState``.
        case server
        /// A result does not have the shape or the types the caller asked for.
        case decoding
        /// A transaction was used against its rules, or ended by the server.
        case transaction
    }

    public let code: Code
    /// One sentence without values: lower case, no full stop.
    public let message: String
    /// The server's classification, where the server was the one to speak.
    public var sqlState: SQLState?
    /// The constraint that was violated, if any.
    public var constraint: String?
    /// The table that the server named, if any.
    public var table: String?
    /// The column that the server named, if any.
    public var column: String?
    /// Whether the server may have received the statement. `false` means it can be repeated without a second thought.
    public var wasSent: Bool
    /// The server's own words, for logs; left out where they could quote a value.
    public var detail: String?

    public init(
        _ code: Code, _ message: String, sqlState: SQLState? = nil, wasSent: Bool = false, detail: String? = nil
    ) {
        self.code = code
        self.message = message
        self.sqlState = sqlState
        self.wasSent = wasSent
        self.detail = detail
    }

    /// Whether the same request may succeed later without anybody changing anything.
    public var isTransient: Bool {
        switch code {
        case .connectionFailed:
            guard let sqlState else { return true }
            return sqlState == .cannotConnectNow || sqlState == .tooManyConnections || sqlState.errorClass == "57"
        case .connectionLost, .timedOut, .poolExhausted:
            return true
        case .server, .transaction:
            guard let sqlState else { return false }
            return ["08", "40", "53", "55", "57"].contains(sqlState.errorClass)
        case .invalidConfiguration, .invalidParameter, .closed, .decoding:
            return false
        }
    }

    /// Whether the server could not be used at all, as against a statement it refused.
    public var isUnavailable: Bool {
        switch code {
        case .connectionFailed, .connectionLost, .timedOut, .poolExhausted, .closed: true
        case .server, .transaction: sqlState.map { ["08", "53", "57"].contains($0.errorClass) } ?? false
        case .invalidConfiguration, .invalidParameter, .decoding: false
        }
    }
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String { message }

    public var debugDescription: String {
        var parts = ["\(code.rawValue): \(message)"]
        if let sqlState, !message.contains(sqlState.rawValue) { parts.append("SQLSTATE \(sqlState)") }
        if let detail { parts.append(detail) }
        if code == .connectionLost { parts.append(wasSent ? "statement may have been executed" : "nothing was sent") }
        return parts.joined(separator: "; ")
    }
}
