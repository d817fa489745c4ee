import FoundationEssentials
import PlatformModel
import PostgresClient
import SharedReads

/// The look-ups that nearly every request of the client API makes: those that are made at the same time share a statement.
///
/// Each is answered by a statement that began after it was asked for, so a session that was revoked or a project that was
/// created anywhere is seen at once, as it would be without sharing.
struct SharedLookups: Sendable {
    /// Accounts by their open sessions.
    let users: SharedReads<TokenHash, User>
    /// Active projects.
    let projects: SharedReads<ProjectID, Project>
    /// Active projects by their owners, ordered by name.
    let projectsOfOwners: SharedReads<UserID, [Project]>

    init(_ pool: PostgresPool) {
        users = SharedReads { sessions in
            try await PlatformDatabase.perform(on: pool, .idempotent) { try Self.users(sessions, on: $0) }
        }
        projects = SharedReads { ids in
            let found = try await PlatformDatabase.perform(on: pool, .idempotent) { connection in
                try Self.projects(where: "p.id = ANY(\(ids.map(\.uuid)))", on: connection)
            }
            return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
        }
        projectsOfOwners = SharedReads { owners in
            let found = try await PlatformDatabase.perform(on: pool, .idempotent) { connection in
                try Self.projects(where: "p.owner_id = ANY(\(owners.map(\.uuid)))", on: connection)
            }
            return Dictionary(grouping: found, by: \.owner)
        }
    }

    private static func users(
        _ sessions: [TokenHash], on connection: PostgresConnection
    ) throws -> [TokenHash: User] {
        let rows = try connection.query(
            """
            SELECT s.token AS session, \(unescaped: PlatformDatabase.userColumns)
            FROM users JOIN sessions AS s ON s.user_id = users.id
            WHERE s.token = ANY(\(sessions.map { Data($0.bytes) })) AND s.expires_at > now()
            """)
        var users: [TokenHash: User] = [:]
        for row in rows {
            guard let session = TokenHash(Array(try row.get("session", as: Data.self))) else { continue }
            users[session] = try PlatformDatabase.readUser(row)
        }
        return users
    }

    private static func projects(
        where condition: PostgresQuery, on connection: PostgresConnection
    ) throws -> [Project] {
        try connection.query(
            """
            SELECT \(unescaped: ProjectRow.columns) FROM \(unescaped: ProjectRow.source)
            WHERE p.state = 'active' AND \(condition) ORDER BY p.name
            """
        ).map(ProjectRow.read)
    }
}

extension SharedReads {
    /// - Throws: as every call of the store's ports.
    func lookUp(_ key: Key) async throws(PlatformError) -> Value? {
        do {
            return try await value(for: key)
        } catch {
            throw PlatformError(database: error)
        }
    }
}
