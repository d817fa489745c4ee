import FoundationEssentials
import PlatformModel
import PostgresClient

/// The keys' part of ``AccountStore``.
extension PlatformDatabase {
    public func addKey(_ key: NewKey, to user: UserID) async throws(PlatformError) -> AuthorizedKey {
        try await perform { connection in
            let meanings = [
                "ssh_keys_fingerprint_is_unique": PlatformError(
                    .alreadyExists, "the key \(key.fingerprint) already belongs to an account; use a key of its own"),
                "ssh_keys_name_is_unique": PlatformError(
                    .alreadyExists,
                    "the account already has a key named \(key.name.quotedForDisplay); choose another name"),
                "ssh_keys_name_has_length": PlatformError(.invalid, "the name of a key has 1 to 30 characters"),
                "ssh_keys_user_id_fkey": PlatformError(.notFound, "no account has the id \(user)"),
            ]
            let rows = try connection.explaining(meanings) {
                try connection.query(
                    """
                    WITH k AS (
                        INSERT INTO ssh_keys (id, user_id, name, type, fingerprint, blob)
                        VALUES (\(KeyID()), \(user), \(key.name), \(key.type), \(key.fingerprint.description),
                                \(Data(key.blob)))
                        RETURNING *
                    )
                    SELECT \(unescaped: KeyRow.columns) FROM k JOIN users AS u ON u.id = k.user_id
                    """)
            }
            guard let row = rows.first else { throw PlatformError(.notFound, "no account has the id \(user)") }
            return try KeyRow.read(row)
        }
    }

    public func keys(of user: UserID) async throws(PlatformError) -> [AuthorizedKey] {
        try await keys(where: "WHERE k.user_id = \(user) ORDER BY k.name")
    }

    public func allKeys() async throws(PlatformError) -> [AuthorizedKey] {
        try await keys(where: "ORDER BY u.username, k.name")
    }

    public func removeKey(_ id: KeyID, of user: UserID) async throws(PlatformError) {
        try await perform(.idempotent) { connection in
            let removed = try connection.execute("DELETE FROM ssh_keys WHERE id = \(id) AND user_id = \(user)")
            guard removed == 1 || connection.isRepeating else {
                throw PlatformError(.notFound, "the account has no key with the id \(id)")
            }
        }
    }

    private func keys(where condition: PostgresQuery) async throws(PlatformError) -> [AuthorizedKey] {
        let query: PostgresQuery = "SELECT \(unescaped: KeyRow.columns) FROM \(unescaped: KeyRow.source) \(condition)"
        return try await perform(.idempotent) { try $0.query(query).map(KeyRow.read) }
    }
}
