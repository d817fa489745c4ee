import FoundationEssentials
import PlatformModel
import PostgresClient

extension PlatformDatabase: AccountStore {
    public func createUser(
        name: UserName, email: String, passwordHash: String?, isAdministrator: Bool, isConfirmed: Bool
    ) async throws(PlatformError) -> User {
        try await perform { connection in
            let id = UserID()
            let meanings = [
                "users_username_is_unique": PlatformError(
                    .alreadyExists, "a user named \"\(name)\" already exists; choose another name"),
                "users_email_is_unique": PlatformError(
                    .alreadyExists, "an account with the e-mail address \(email.quotedForDisplay) already exists"),
                "users_email_has_form": PlatformError(
                    .invalid, "\(email.quotedForDisplay) is not an e-mail address; write name@host"),
            ]
            return try connection.explaining(meanings) {
                try connection.execute(
                    """
                    DELETE FROM users WHERE confirmed_at IS NULL AND created_at < now() - interval '1 day'
                    AND (username = \(name.description) OR lower(email) = lower(\(email)))
                    """)
                let rows = try connection.query(
                    """
                    INSERT INTO users (id, username, email, password_hash, is_admin, confirmed_at)
                    VALUES (\(id), \(name.description), \(email), \(passwordHash), \(isAdministrator),
                            CASE WHEN \(isConfirmed) THEN now() END)
                    RETURNING created_at
                    """)
                return User(
                    id: id, name: name, email: email, isAdministrator: isAdministrator,
                    createdAt: try rows.decodeOnly(Date.self))
            }
        }
    }

    public func user(named name: UserName) async throws(PlatformError) -> User? {
        try await users(where: "WHERE username = \(name.description)").first
    }

    public func user(_ id: UserID) async throws(PlatformError) -> User? {
        try await users(where: "WHERE id = \(id)").first
    }

    public func users() async throws(PlatformError) -> [User] {
        try await users(where: "ORDER BY username")
    }

    public func user(email: String) async throws(PlatformError) -> AccountCredentials? {
        guard !email.unicodeScalars.contains("\0") else { return nil }
        return try await perform(.idempotent) { connection in
            let rows = try connection.query(
                """
                SELECT \(unescaped: Self.userColumns), password_hash, confirmed_at IS NOT NULL AS is_confirmed
                FROM users WHERE lower(email) = lower(\(email))
                """)
            return try rows.first.map { row in
                AccountCredentials(
                    user: try Self.readUser(row), passwordHash: try row.get("password_hash"),
                    isConfirmed: try row.get("is_confirmed"))
            }
        }
    }

    public func setPasswordHash(_ hash: String, of user: UserID) async throws(PlatformError) {
        try await perform(.idempotent) { connection in
            let changed = try connection.execute(
                """
                WITH ended AS (DELETE FROM sessions WHERE user_id = \(user))
                UPDATE users SET password_hash = \(hash), updated_at = now() WHERE id = \(user)
                """)
            guard changed == 1 else { throw Self.noUser(user) }
        }
    }

    public func removeUser(_ id: UserID) async throws(PlatformError) {
        try await perform(.idempotent) { connection in
            let owned = PlatformError(.conflict, "the account still owns projects; delete them first")
            let removed = try connection.explaining(["projects_owner_id_fkey": owned]) {
                try connection.execute("DELETE FROM users WHERE id = \(id)")
            }
            guard removed == 1 || connection.isRepeating else { throw Self.noUser(id) }
        }
    }

    static let userColumns =
        "users.id, users.username, users.email, users.is_admin, users.created_at"

    func users(where condition: PostgresQuery) async throws(PlatformError) -> [User] {
        let query: PostgresQuery = "SELECT \(unescaped: Self.userColumns) FROM users \(condition)"
        return try await perform(.idempotent) { try $0.query(query).map(Self.readUser) }
    }

    static func readUser(_ row: PostgresRow) throws -> User {
        User(
            id: try row.get("id"), name: try row.parse("username", UserName.init(parsing:)),
            email: try row.get("email"),
            isAdministrator: try row.get("is_admin"), createdAt: try row.get("created_at"))
    }

    static func noUser(_ id: UserID) -> PlatformError {
        PlatformError(.notFound, "no account has the id \(id)")
    }
}
