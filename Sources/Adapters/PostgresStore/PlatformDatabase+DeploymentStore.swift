import PlatformModel
import PostgresClient

extension PlatformDatabase: DeploymentStore {
    public func deployment(_ id: DeploymentID) async throws(PlatformError) -> Deployment? {
        try await deployments(where: "WHERE d.id = \(id)").first
    }

    public func deployment(_ number: Int, of project: ProjectID) async throws(PlatformError) -> Deployment? {
        try await deployments(where: "WHERE d.project_id = \(project) AND d.number = \(number)").first
    }

    public func deployments(of project: ProjectID, limit: Int) async throws(PlatformError) -> [Deployment] {
        try await deployments(where: "WHERE d.project_id = \(project) ORDER BY d.number DESC LIMIT \(max(0, limit))")
    }

    public func liveDeployment(of project: ProjectID) async throws(PlatformError) -> Deployment? {
        try await deployments(where: "WHERE d.project_id = \(project) AND d.status = 'live'").first
    }

    /// `received` does not count: its reference may never move. Neither does what waits to be stored only.
    public func newerDeployment(than number: Int, of project: ProjectID) async throws(PlatformError) -> Deployment? {
        try await deployments(
            where: """
                WHERE d.project_id = \(project) AND d.number > \(number)
                  AND d.status IN ('queued', 'building', 'publishing', 'rolling_out')
                ORDER BY d.number DESC LIMIT 1
                """
        ).first
    }

    /// A deployment that waits for another one of its own project is queued in an earlier stage and not counted.
    public func queuedBefore(_ id: DeploymentID) async throws(PlatformError) -> Int {
        try await perform(.idempotent) { connection in
            try connection.query(
                """
                SELECT count(*) FROM deployments AS mine JOIN deployments AS other ON other.ordinal < mine.ordinal
                WHERE mine.id = \(id) AND other.status = 'queued' AND other.stage = 'build'
                """
            ).decodeOnly(Int.self)
        }
    }

    public func unfinished() async throws(PlatformError) -> [UnfinishedDeployment] {
        try await perform(.idempotent) { connection in
            try connection.query(
                """
                SELECT \(unescaped: DeploymentRow.columns), \(unescaped: ProjectRow.columns)
                FROM deployments AS d JOIN (\(unescaped: ProjectRow.source)) ON p.id = d.project_id
                WHERE d.status IN ('received', 'queued', 'building', 'publishing', 'rolling_out')
                ORDER BY d.ordinal
                """
            ).map { UnfinishedDeployment(deployment: try DeploymentRow.read($0), project: try ProjectRow.read($0)) }
        }
    }

    public func imagesKept(of project: ProjectID) async throws(PlatformError) -> [Deployment] {
        try await deployments(
            where: "WHERE d.project_id = \(project) AND d.image_digest IS NOT NULL ORDER BY d.number DESC")
    }

    public func forgetImage(of id: DeploymentID) async throws(PlatformError) {
        try await perform(.idempotent) { connection in
            let changed = try connection.execute(
                "UPDATE deployments SET image_digest = NULL, updated_at = now() WHERE id = \(id)")
            guard changed == 1 else { throw PlatformError.noDeployment(id) }
        }
    }

    private func deployments(where condition: PostgresQuery) async throws(PlatformError) -> [Deployment] {
        let query: PostgresQuery = "SELECT \(unescaped: DeploymentRow.columns) FROM deployments AS d \(condition)"
        return try await perform(.idempotent) { try $0.query(query).map(DeploymentRow.read) }
    }
}
