import PlatformModel
import PostgresClient

extension PlatformDatabase: ProjectStore {
    public func project(_ id: ProjectID) async throws(PlatformError) -> Project? {
        try await lookups.projects.lookUp(id)
    }

    public func project(named name: ProjectName, of owner: UserID) async throws(PlatformError) -> Project? {
        try await projects(
            where: "WHERE p.state = 'active' AND p.owner_id = \(owner) AND p.name = \(name.description)"
        ).first
    }

    public func projects(of owner: UserID) async throws(PlatformError) -> [Project] {
        try await lookups.projectsOfOwners.lookUp(owner) ?? []
    }

    public func allProjects() async throws(PlatformError) -> [Project] {
        try await projects(where: "WHERE p.state = 'active' ORDER BY o.username, p.name")
    }

    public func projectsToSweep() async throws(PlatformError) -> [Project] {
        try await projects(
            where: """
                WHERE p.state = 'active' OR p.state = 'deleting' AND EXISTS (
                    SELECT FROM deployments AS d WHERE d.project_id = p.id
                      AND d.status IN ('received', 'queued', 'building', 'publishing', 'rolling_out'))
                ORDER BY o.username, p.name
                """)
    }

    private func projects(where condition: PostgresQuery) async throws(PlatformError) -> [Project] {
        let query: PostgresQuery =
            "SELECT \(unescaped: ProjectRow.columns) FROM \(unescaped: ProjectRow.source) \(condition)"
        return try await perform(.idempotent) { try $0.query(query).map(ProjectRow.read) }
    }

    public func changeEnvironment(
        _ change: EnvironmentChange, of project: ProjectID
    ) async throws(PlatformError) -> Project {
        try await perform(.idempotent) { connection in
            try connection.transaction { connection in
                // `OF p`: the owner's row is only read.
                let found = try connection.query(
                    """
                    SELECT \(unescaped: ProjectRow.columns) FROM \(unescaped: ProjectRow.source)
                    WHERE p.id = \(project) AND p.state = 'active' FOR UPDATE OF p
                    """
                ).first.map(ProjectRow.read)
                guard let found else { throw PlatformError.noProject(project) }
                let environment = try change.applied(to: found.environment)
                let config = try PostgresJSON(encoding: ProjectConfig(environment: environment.variables))
                let rows = try connection.query(
                    """
                    WITH p AS (
                        UPDATE projects SET config = config || \(config), updated_at = clock_timestamp()
                        WHERE id = \(project) RETURNING *
                    )
                    SELECT \(unescaped: ProjectRow.columns) FROM p JOIN users AS o ON o.id = p.owner_id
                    """)
                guard let row = rows.first else { throw PlatformError.noProject(project) }
                return try ProjectRow.read(row)
            }
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
