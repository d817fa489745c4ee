import PlatformModel
import PostgresClient

/// How deployments move on; part of ``DeploymentStore``.
extension PlatformDatabase {
    public func create(
        for project: ProjectID, commit: CommitID, branch: BranchName, image: ImageDigest?, by user: UserID?
    ) async throws(PlatformError) -> Deployment {
        try await perform { connection in
            try connection.transaction { connection in
                let number = try Self.allocateNumbers(1, of: project, on: connection)
                let rows = try connection.query(
                    """
                    INSERT INTO deployments AS d (
                        id, project_id, number, commit_id, branch, pusher_id, pusher_name, status, stage, image_digest)
                    VALUES (
                        \(DeploymentID()), \(project), \(number), \(commit.description), \(branch.description),
                        (SELECT id FROM users WHERE id = \(user)), (SELECT username FROM users WHERE id = \(user)),
                        'queued', 'record', \(image?.description))
                    RETURNING \(unescaped: DeploymentRow.columns)
                    """)
                guard let row = rows.first else { throw PlatformError.noProject(project) }
                return try DeploymentRow.read(row)
            }
        }
    }

    /// Compare-and-set on the status. A repetition after a broken connection accepts what the first try may have done.
    ///
    /// - Throws: `canceled` if the deployment would begin to roll out although it shall be canceled: whoever was promised the
    ///   cancellation is not deceived by a pipeline that looked a moment too early.
    @discardableResult
    public func advance(
        _ id: DeploymentID, from: [DeploymentStatus], to: DeploymentStatus, _ change: DeploymentChange
    ) async throws(PlatformError) -> Deployment {
        let settled = PlatformError(.conflict, "deployment \(id) is settled and cannot become \(to.rawValue)")
        let move: @Sendable (PostgresConnection) throws -> Deployment = { connection in
            let rows = try connection.explaining(["deployments_stay_settled": settled]) {
                try connection.query(Self.advancement(id, from, to, change))
            }
            if let row = rows.first { return try DeploymentRow.read(row) }
            return try Self.explainRefusal(id, to, isRepeating: connection.isRepeating, on: connection)
        }
        // One statement is all or nothing by itself; the two exchanges of a transaction would stand before every build.
        guard to == .live else { return try await perform(.idempotent, move) }
        return try await perform(.idempotent) { connection in
            try connection.transaction(attempts: 3) { connection in
                try Self.replaceLive(by: id, from: from, on: connection)
                return try move(connection)
            }
        }
    }

    private static func advancement(
        _ id: DeploymentID, _ from: [DeploymentStatus], _ to: DeploymentStatus, _ change: DeploymentChange
    ) -> PostgresQuery {
        """
        UPDATE deployments AS d SET
            status = \(to.rawValue),
            stage = coalesce(\(change.stage?.rawValue), d.stage),
            image_digest = coalesce(\(change.imageDigest?.description), d.image_digest),
            builder = coalesce(\(change.builder?.withoutNUL), d.builder),
            build_time = coalesce(\(change.buildTime), d.build_time),
            publish_time = coalesce(\(change.publishTime), d.publish_time),
            rollout_time = coalesce(\(change.rolloutTime), d.rollout_time),
            reason = coalesce(\(change.reason?.withoutNUL), d.reason),
            finished_at = CASE WHEN \(to.isUnfinished) THEN NULL ELSE coalesce(d.finished_at, clock_timestamp()) END,
            updated_at = clock_timestamp()
        WHERE d.id = \(id) AND d.status = ANY(\(from.map(\.rawValue)))
          AND (d.cancel_requested_at IS NULL OR NOT \(to == .rollingOut))
        RETURNING \(unescaped: DeploymentRow.columns)
        """
    }

    /// Makes room for a deployment that goes live. The project's row is locked first, so that of two that go live at the
    /// same moment the second sees the first.
    private static func replaceLive(
        by id: DeploymentID, from: [DeploymentStatus], on connection: PostgresConnection
    ) throws {
        try connection.query(
            """
            SELECT FROM projects WHERE id = (SELECT project_id FROM deployments WHERE id = \(id)) FOR NO KEY UPDATE
            """)
        try connection.query(
            """
            UPDATE deployments AS old SET status = 'replaced', updated_at = clock_timestamp()
            FROM deployments AS new
            WHERE new.id = \(id) AND new.status = ANY(\(from.map(\.rawValue)))
              AND old.project_id = new.project_id AND old.status = 'live' AND old.id <> new.id
            """)
    }

    private static func explainRefusal(
        _ id: DeploymentID, _ to: DeploymentStatus, isRepeating: Bool, on connection: PostgresConnection
    ) throws -> Deployment {
        let rows = try connection.query(
            "SELECT \(unescaped: DeploymentRow.columns), d.cancel_reason FROM deployments AS d WHERE d.id = \(id)")
        guard let row = rows.first else { throw PlatformError.noDeployment(id) }
        let deployment = try DeploymentRow.read(row)
        if isRepeating, deployment.status == to { return deployment }
        if deployment.status.isUnfinished, to == .rollingOut,
            let reason = try row.get("cancel_reason", as: String?.self)
        {
            throw PlatformError(.canceled, "deployment \(deployment.number) is to be canceled: \(reason)")
        }
        throw PlatformError(
            .conflict,
            "deployment \(deployment.number) is \(deployment.status.rawValue) and cannot become \(to.rawValue) from there"
        )
    }

    @discardableResult
    public func requestCancel(_ id: DeploymentID, reason: String) async throws(PlatformError) -> Bool {
        try await perform(.idempotent) { connection in
            let changed = try connection.execute(
                """
                UPDATE deployments SET
                    cancel_requested_at = coalesce(cancel_requested_at, now()),
                    cancel_reason = coalesce(cancel_reason, \(reason.withoutNUL)), updated_at = now()
                WHERE id = \(id) AND status IN ('received', 'queued', 'building', 'publishing')
                """)
            if changed == 1 { return true }
            let exists = try connection.query("SELECT FROM deployments WHERE id = \(id)").count == 1
            guard exists else { throw PlatformError.noDeployment(id) }
            return false
        }
    }

    public func cancelRequest(for id: DeploymentID) async throws(PlatformError) -> String? {
        try await perform(.idempotent) { connection in
            let rows = try connection.query("SELECT cancel_reason FROM deployments WHERE id = \(id)")
            return try rows.first?.get("cancel_reason", as: String?.self)
        }
    }
}
