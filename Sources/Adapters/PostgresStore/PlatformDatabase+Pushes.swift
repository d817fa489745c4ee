import FoundationEssentials
import PlatformModel
import PostgresClient

/// What the hooks do with a push; part of ``DeploymentStore``.
extension PlatformDatabase {
    /// After a connection that broke while it committed, the rows tell whether the first try was done.
    public func open(_ push: Push, deployments: [NewDeployment]) async throws(PlatformError) -> [Deployment] {
        try await perform(.idempotent) { connection in
            try connection.transaction { connection in
                let isDone = try connection.isRepeating && Self.exists(push.id, on: connection)
                if !isDone { try Self.insert(push, deployments, on: connection) }
                return try Self.deployments(of: push.id, on: connection)
            }
        }
    }

    /// A push that was opened, by a try whose answer was lost, is closed together with its deployments.
    public func refuse(_ push: Push, reason: String) async throws(PlatformError) {
        let reason = reason.withoutNUL
        try await perform(.idempotent) { connection in
            try connection.transaction { connection in
                let closed = try connection.execute(
                    """
                    UPDATE pushes SET outcome = 'refused', reason = \(reason), settled_at = now()
                    WHERE id = \(push.id) AND outcome IN ('open', 'refused')
                    """)
                if closed == 0 { try Self.insert(push, outcome: "refused", reason: reason, on: connection) }
                try connection.query(
                    """
                    UPDATE deployments SET
                        status = 'refused', reason = \(reason), finished_at = now(), updated_at = now()
                    WHERE push_id = \(push.id) AND status = 'received'
                    """)
            }
        }
    }

    public func accept(_ push: PushID) async throws(PlatformError) -> [Deployment] {
        try await perform(.idempotent) { connection in
            try Self.accept(push, on: connection)
            return try Self.deployments(of: push, on: connection)
        }
    }

    public func openWithoutDeployment(_ push: Push) throws(PlatformError) {
        try performBlocking(.idempotent) { connection in
            let isDone = try connection.isRepeating && Self.exists(push.id, on: connection)
            if !isDone { try Self.insert(push, outcome: "open", reason: nil, on: connection) }
        }
    }

    public func acceptWithoutDeployment(_ push: PushID) throws(PlatformError) {
        try performBlocking(.idempotent) { connection in try Self.accept(push, on: connection) }
    }

    private static func accept(_ push: PushID, on connection: PostgresConnection) throws {
        let accepted = try connection.execute(
            """
            UPDATE pushes SET outcome = 'accepted', settled_at = now()
            WHERE id = \(push) AND outcome IN ('open', 'accepted')
            """)
        guard accepted == 1 else { throw PlatformError(.conflict, "push \(push) was refused or never opened") }
    }

    /// Reserves consecutive numbers; gaps stay where a transaction fails afterwards. A project that is being deleted gives
    /// none, and its row is locked until the transaction ends.
    ///
    /// - Returns: the last of them.
    static func allocateNumbers(
        _ count: Int, of project: ProjectID, on connection: PostgresConnection
    ) throws -> Int {
        let number = try connection.query(
            """
            UPDATE projects SET last_deployment_number = last_deployment_number + \(count)
            WHERE id = \(project) AND state = 'active' RETURNING last_deployment_number
            """
        ).decodeFirst(Int.self)
        guard let number else { throw PlatformError.noProject(project) }
        return number
    }

    private static func exists(_ push: PushID, on connection: PostgresConnection) throws -> Bool {
        try !connection.query("SELECT FROM pushes WHERE id = \(push)").isEmpty
    }

    private static func deployments(of push: PushID, on connection: PostgresConnection) throws -> [Deployment] {
        try connection.query(
            """
            SELECT \(unescaped: DeploymentRow.columns) FROM deployments AS d
            WHERE d.push_id = \(push) ORDER BY d.number
            """
        ).map(DeploymentRow.read)
    }

    /// A push that is open, with a deployment in state `received` for each new commit.
    private static func insert(
        _ push: Push, _ deployments: [NewDeployment], on connection: PostgresConnection
    ) throws {
        try insert(push, outcome: "open", reason: nil, on: connection)
        guard !deployments.isEmpty else { return }
        let last = try allocateNumbers(deployments.count, of: push.project, on: connection)
        try connection.query(
            """
            INSERT INTO deployments (
                id, project_id, number, push_id, commit_id, previous_commit_id, branch, pusher_id, pusher_name,
                key_fingerprint, options, status, stage)
            SELECT new.id, p.project_id, \(last - deployments.count) + new.position, p.id, new.commit_id,
                nullif(new.previous, ''), new.branch, p.user_id, p.username, p.key_fingerprint, p.options,
                'received', 'record'
            FROM pushes AS p, unnest(
                \(deployments.map { _ in UUID() }), \(deployments.map(\.commit.description)),
                \(deployments.map { $0.previousCommit?.description ?? "" }),
                \(deployments.map(\.branch.description))
            ) WITH ORDINALITY AS new (id, commit_id, previous, branch, position)
            WHERE p.id = \(push.id)
            """)
    }

    private static func insert(
        _ push: Push, outcome: String, reason: String?, on connection: PostgresConnection
    ) throws {
        let meanings = [
            "pushes_pkey": PlatformError(.alreadyExists, "push \(push.id) was recorded before"),
            "pushes_project_id_fkey": PlatformError.noProject(push.project),
        ]
        let inserted = try connection.explaining(meanings) {
            try connection.execute(
                """
                INSERT INTO pushes (id, project_id, user_id, username, key_fingerprint, options, outcome, reason, settled_at)
                SELECT \(push.id), \(push.project), u.id, u.username, \(push.keyFingerprint.description),
                    \(push.options.names), \(outcome), \(reason), CASE \(outcome) WHEN 'open' THEN NULL ELSE now() END
                FROM users AS u WHERE u.id = \(push.user)
                """)
        }
        guard inserted == 1 else {
            throw PlatformError(.notFound, "the account that pushed (\(push.user)) no longer exists")
        }
    }
}

extension String {
    /// PostgreSQL's text cannot hold U+0000; it is shown as the replacement character.
    var withoutNUL: String {
        utf8.contains(0) ? String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 })) : self
    }
}
