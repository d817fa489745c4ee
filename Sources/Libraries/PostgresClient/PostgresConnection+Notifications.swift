/// A message from `NOTIFY`.
public struct PostgresNotification: Sendable, Hashable {
    public let channel: String
    public let payload: String

    public init(channel: String, payload: String) {
        self.channel = channel
        self.payload = payload
    }
}

extension PostgresConnection {
    /// Subscribes this connection to a channel.
    public func listen(to channel: String) throws(PostgresError) {
        try query("LISTEN \(unescaped: Self.quotedIdentifier(channel))")
    }

    /// Sends a message to everyone who listens; inside a transaction it leaves with the commit.
    public func notify(_ channel: String, payload: String = "") throws(PostgresError) {
        try query("SELECT pg_notify(\(channel), \(payload))")
    }

    /// Waits for the next notification.
    ///
    /// - Returns: `nil` if none came in time.
    /// - Throws: ``PostgresError`` with `connectionLost`.
    public func waitForNotification(timeout: Duration) throws(PostgresError) -> PostgresNotification? {
        let deadline = Deadline(in: timeout)
        while true {
            guard libpq.drainInput() else {
                throw PostgresError(.connectionLost, "the connection to PostgreSQL broke while listening")
            }
            if let notification = libpq.nextNotification() { return notification }
            guard SocketWait.wait(for: SocketWait.readable, on: libpq.socket, until: deadline) else { return nil }
        }
    }

    /// Quotes a name by SQL's rules (PostgreSQL manual 4.1.1).
    static func quotedIdentifier(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
