public import FoundationEssentials
public import PlatformModel
import PostgresClient

/// What a token that was sent by mail is good for, as `account_tokens.purpose` has it.
private enum Purpose: String {
    case confirmation
    case passwordReset = "password_reset"
}

extension PlatformDatabase: AccountTokenStore {
    public func issueConfirmation(_ token: TokenHash, for user: UserID, until end: Date) async throws(PlatformError) {
        try await issue(.confirmation, token, for: user, until: end)
    }

    public func issuePasswordReset(_ token: TokenHash, for user: UserID, until end: Date) async throws(PlatformError) {
        try await issue(.passwordReset, token, for: user, until: end)
    }

    public func confirmAccount(_ token: TokenHash) async throws(PlatformError) -> User {
        try await perform { connection in
            try connection.transaction { connection in
                let user = try Self.redeem(.confirmation, token, on: connection)
                return try Self.change("confirmed_at = coalesce(confirmed_at, now())", of: user, on: connection)
            }
        }
    }

    public func resetPassword(_ token: TokenHash, to hash: String) async throws(PlatformError) -> User {
        try await perform { connection in
            try connection.transaction { connection in
                let user = try Self.redeem(.passwordReset, token, on: connection)
                try connection.execute("DELETE FROM sessions WHERE user_id = \(user)")
                // Who reads the account's mail has proven the address as well.
                return try Self.change(
                    "password_hash = \(hash), confirmed_at = coalesce(confirmed_at, now())", of: user, on: connection)
            }
        }
    }

    public func isPasswordReset(_ token: TokenHash) async throws(PlatformError) -> Bool {
        try await perform(.idempotent) { connection in
            try connection.query(
                """
                SELECT EXISTS (SELECT FROM account_tokens WHERE token = \(token)
                               AND purpose = \(Purpose.passwordReset.rawValue) AND expires_at > now())
                """
            ).decodeOnly(Bool.self)
        }
    }

    private func issue(
        _ purpose: Purpose, _ token: TokenHash, for user: UserID, until end: Date
    ) async throws(PlatformError) {
        try await perform(.idempotent) { connection in
            _ = try connection.explaining(["account_tokens_user_id_fkey": Self.noUser(user)]) {
                try connection.execute(
                    """
                    INSERT INTO account_tokens (token, user_id, purpose, expires_at)
                    VALUES (\(token), \(user), \(purpose.rawValue), \(end))
                    ON CONFLICT ON CONSTRAINT account_tokens_one_of_a_kind
                    DO UPDATE SET token = excluded.token, created_at = now(), expires_at = excluded.expires_at
                    """)
            }
        }
    }

    /// Takes a token out of the table: of several that try at once, one succeeds.
    private static func redeem(
        _ purpose: Purpose, _ token: TokenHash, on connection: PostgresConnection
    ) throws -> UserID {
        let user = try connection.query(
            """
            DELETE FROM account_tokens
            WHERE token = \(token) AND purpose = \(purpose.rawValue) AND expires_at > now()
            RETURNING user_id
            """
        ).decodeFirst(UserID.self)
        guard let user else {
            throw PlatformError(.notFound, "this link was used already or has expired; ask for a new one")
        }
        return user
    }

    private static func change(
        _ change: PostgresQuery, of user: UserID, on connection: PostgresConnection
    ) throws -> User {
        let rows = try connection.query(
            """
            UPDATE users SET \(change), updated_at = now() WHERE id = \(user)
            RETURNING \(unescaped: userColumns)
            """)
        guard let row = rows.first else { throw noUser(user) }
        return try readUser(row)
    }
}
