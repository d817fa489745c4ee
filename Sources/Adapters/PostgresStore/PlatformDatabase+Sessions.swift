public import FoundationEssentials
public import PlatformModel
import PostgresClient

extension PlatformDatabase: SessionStore {
    /// Also forgets the account's sessions that have expired.
    public func openSession(_ token: TokenHash, of user: UserID, until end: Date) async throws(PlatformError) {
        try await perform { connection in
            let missing = ["sessions_user_id_fkey": Self.noUser(user)]
            _ = try connection.explaining(missing) {
                try connection.execute(
                    """
                    WITH expired AS (DELETE FROM sessions WHERE user_id = \(user) AND expires_at <= now())
                    INSERT INTO sessions (token, user_id, expires_at) VALUES (\(token), \(user), \(end))
                    """)
            }
        }
    }

    public func user(ofSession token: TokenHash) async throws(PlatformError) -> User? {
        try await lookups.users.lookUp(token)
    }

    public func endSession(_ token: TokenHash) async throws(PlatformError) {
        try await perform(.idempotent) { _ = try $0.execute("DELETE FROM sessions WHERE token = \(token)") }
    }

    public func endSessions(of user: UserID) async throws(PlatformError) {
        try await perform(.idempotent) { _ = try $0.execute("DELETE FROM sessions WHERE user_id = \(user)") }
    }
}
