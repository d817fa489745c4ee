import PlatformModel
import PostgresClient

extension PlatformDatabase: ProjectStore {
    public func createProject(
        id: ProjectID, name: ProjectName, owner: UserID
    ) async throws(PlatformError) -> Project {
        let taken = PlatformError(.alreadyExists, "a project named \"\(name)\" already exists; choose another name")
        return try await perform { connection in
            let meanings = [
                "projects_name_is_unique": taken,
                "projects_pkey": PlatformError(.alreadyExists, "a project with the id \(id) already exists"),
                "projects_owner_id_fkey": PlatformError(
                    .notFound, "the account that shall own \"\(name)\" does not exist"),
            ]
            let rows = try connection.explaining(meanings) {
                try connection.query(
                    """
                    WITH p AS (
                        INSERT INTO projects (id, name, owner_id) VALUES (\(id), \(name.description), \(owner)) RETURNING *
                    )
                    SELECT \(unescaped: ProjectRow.columns) FROM p JOIN users AS o ON o.id = p.owner_id
                    """)
            }
            guard let row = rows.first else {
                throw PlatformError(.notFound, "the owner of \"\(name)\" does not exist")
            }
            return try ProjectRow.read(row)
        }
    }

    public func project(_ id: ProjectID) async throws(PlatformError) -> Project? {
        try await projects(where: "WHERE p.id = \(id)").first
    }

    public func project(named name: ProjectName, of owner: UserID) async throws(PlatformError) -> Project? {
        try await projects(where: "WHERE p.owner_id = \(owner) AND p.name = \(name.description)").first
    }

    public func projects(of owner: UserID) async throws(PlatformError) -> [Project] {
        try await projects(where: "WHERE p.owner_id = \(owner) ORDER BY p.name")
    }

    public func allProjects() async throws(PlatformError) -> [Project] {
        try await projects(where: "ORDER BY o.username, p.name")
    }

    private func projects(where condition: PostgresQuery) async throws(PlatformError) -> [Project] {
        let query: PostgresQuery =
            "SELECT \(unescaped: ProjectRow.columns) FROM \(unescaped: ProjectRow.source) \(condition)"
        return try await perform(.idempotent) { try $0.query(query).map(ProjectRow.read) }
    }

    public func setEnvironment(
        _ environment: [String: String], of project: ProjectID
    ) async throws(PlatformError) -> Project {
        for (key, value) in environment where (key + value).unicodeScalars.contains("\0") {
            throw PlatformError(.invalid, "the variable \(key.quotedForDisplay) contains a NUL character; remove it")
        }
        return try await perform(.idempotent) { connection in
            let config = try PostgresJSON(encoding: ProjectConfig(environment: environment))
            let rows = try connection.query(
                """
                WITH p AS (
                    UPDATE projects SET config = config || \(config), updated_at = now()
                    WHERE id = \(project) RETURNING *
                )
                SELECT \(unescaped: ProjectRow.columns) FROM p JOIN users AS o ON o.id = p.owner_id
                """)
            guard let row = rows.first else { throw PlatformError.noProject(project) }
            return try ProjectRow.read(row)
        }
    }

    public func removeProject(_ id: ProjectID) async throws(PlatformError) {
        try await perform(.idempotent) { connection in
            let removed = try connection.execute("DELETE FROM projects WHERE id = \(id)")
            guard removed == 1 || connection.isRepeating else { throw PlatformError.noProject(id) }
        }
    }
}

extension PlatformError {
    static func noProject(_ id: ProjectID) -> PlatformError {
        PlatformError(.notFound, "no project has the id \(id)")
    }

    static func noDeployment(_ id: DeploymentID) -> PlatformError {
        PlatformError(.notFound, "no deployment has the id \(id)")
    }
}
