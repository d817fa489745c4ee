import PlatformModel
import PostgresClient

/// How projects come and go; part of ``ProjectStore``.
extension PlatformDatabase {
    /// After a connection that broke while it committed, the row tells whether the first try was done.
    public func beginProject(id: ProjectID, name: ProjectName, owner: UserID) async throws(PlatformError) -> Project {
        try await perform(.idempotent) { connection in
            if connection.isRepeating, let begun = try Self.anyProject(id, on: connection)?.project { return begun }
            do {
                return try Self.insert(id, name, owner, on: connection)
            } catch let error as PostgresError where error.constraint == "projects_name_is_unique" {
                throw try Self.explainTakenName(name, owner, error, on: connection)
            }
        }
    }

    private static func insert(
        _ id: ProjectID, _ name: ProjectName, _ owner: UserID, on connection: PostgresConnection
    ) throws -> Project {
        let meanings = [
            "projects_pkey": PlatformError(.alreadyExists, "a project with the id \(id) already exists"),
            "projects_owner_id_fkey": PlatformError(
                .notFound, "the account that shall own \"\(name)\" does not exist"),
        ]
        let rows = try connection.explaining(meanings) {
            try connection.query(
                """
                WITH p AS (
                    INSERT INTO projects (id, name, owner_id, state)
                    VALUES (\(id), \(name.description), \(owner), 'creating') RETURNING *
                )
                SELECT \(unescaped: ProjectRow.columns) FROM p JOIN users AS o ON o.id = p.owner_id
                """)
        }
        guard let row = rows.first else { throw PlatformError(.notFound, "the owner of \"\(name)\" does not exist") }
        return try ProjectRow.read(row)
    }

    private static func explainTakenName(
        _ name: ProjectName, _ owner: UserID, _ cause: PostgresError, on connection: PostgresConnection
    ) throws -> PlatformError {
        let state = try connection.query(
            "SELECT state FROM projects WHERE owner_id = \(owner) AND name = \(name.description)"
        ).decodeFirst(String.self)
        guard state == ProjectState.deleting.rawValue else {
            return PlatformError(
                .alreadyExists, "a project named \"\(name)\" already exists; choose another name", cause: cause)
        }
        return PlatformError(
            .alreadyExists, "a project named \"\(name)\" is still being deleted; try again in a moment", cause: cause)
    }

    public func activateProject(_ id: ProjectID) async throws(PlatformError) {
        try await perform(.idempotent) { connection in
            let changed = try connection.execute(
                """
                UPDATE projects SET state = 'active', updated_at = clock_timestamp()
                WHERE id = \(id) AND state = 'creating'
                """)
            if changed == 1 { return }
            guard let unchanged = try Self.anyProject(id, on: connection) else { throw PlatformError.noProject(id) }
            guard unchanged.state == .active else {
                throw PlatformError(.conflict, "project \(unchanged.project.name) is being deleted")
            }
        }
    }

    /// Waits for transactions that are giving the project new deployments: their row lock is the one taken here, so that
    /// nobody overlooks such a deployment afterwards.
    public func beginRemoval(of id: ProjectID) async throws(PlatformError) -> Project {
        try await perform(.idempotent) { connection in
            try connection.query(
                """
                UPDATE projects SET state = 'deleting', updated_at = clock_timestamp()
                WHERE id = \(id) AND state <> 'deleting'
                """)
            guard let found = try Self.anyProject(id, on: connection) else { throw PlatformError.noProject(id) }
            return found.project
        }
    }

    public func removeProject(_ id: ProjectID) async throws(PlatformError) {
        try await perform(.idempotent) { connection in
            let removed = try connection.execute("DELETE FROM projects WHERE id = \(id)")
            guard removed == 1 || connection.isRepeating else { throw PlatformError.noProject(id) }
        }
    }

    public func unsettledProjects() async throws(PlatformError) -> [UnsettledProject] {
        try await perform(.idempotent) { connection in
            try connection.query(
                """
                SELECT \(unescaped: ProjectRow.columns), p.state FROM \(unescaped: ProjectRow.source)
                WHERE p.state <> 'active' ORDER BY p.created_at
                """
            ).map(Self.readUnsettled)
        }
    }

    private static func anyProject(_ id: ProjectID, on connection: PostgresConnection) throws -> UnsettledProject? {
        try connection.query(
            """
            SELECT \(unescaped: ProjectRow.columns), p.state FROM \(unescaped: ProjectRow.source) WHERE p.id = \(id)
            """
        ).first.map(readUnsettled)
    }

    private static func readUnsettled(_ row: PostgresRow) throws -> UnsettledProject {
        UnsettledProject(
            project: try ProjectRow.read(row), state: try row.parse("state", ProjectState.init(rawValue:)))
    }
}
