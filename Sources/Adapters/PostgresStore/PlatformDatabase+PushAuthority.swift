import PlatformModel
import PostgresClient

/// One round trip for each question: these calls stand between a `git push` and its first answer.
extension PlatformDatabase: PushAuthority {
    public func authorizedKey(_ fingerprint: KeyFingerprint) throws(PlatformError) -> AuthorizedKey? {
        try performBlocking(.idempotent) { connection in
            let rows = try connection.query(
                """
                SELECT \(unescaped: KeyRow.columns) FROM \(unescaped: KeyRow.source)
                WHERE k.fingerprint = \(fingerprint.description)
                """)
            return try rows.first.map(KeyRow.read)
        }
    }

    public func project(
        _ reference: ProjectReference, pushableWith key: AuthorizedKey
    ) throws(PlatformError) -> PushTarget? {
        try performBlocking(.idempotent) { connection in
            try connection.query(Self.pushableProject(reference, key)).first.map { row in
                PushTarget(
                    project: try ProjectRow.read(row),
                    liveCommit: try row.parseOptional("live_commit") { CommitID($0) },
                    hasUnfinishedDeployments: try row.get("has_unfinished"))
            }
        }
    }

    /// Only the owner pushes; administrators see projects of others but change nothing in them.
    private static func pushableProject(_ reference: ProjectReference, _ key: AuthorizedKey) -> PostgresQuery {
        var (id, owner, name): (ProjectID?, String?, String?)
        switch reference {
        case .id(let wanted): id = wanted
        case .own(let wanted): name = wanted.description
        case .owned(let wantedOwner, let wanted): (owner, name) = (wantedOwner.description, wanted.description)
        }
        return """
            SELECT \(unescaped: ProjectRow.columns),
                (SELECT d.commit_id FROM deployments AS d
                 WHERE d.project_id = p.id AND d.status = 'live') AS live_commit,
                EXISTS (SELECT FROM deployments AS d WHERE d.project_id = p.id
                 AND d.status IN ('received', 'queued', 'building', 'publishing', 'rolling_out')) AS has_unfinished
            FROM \(unescaped: ProjectRow.source)
            JOIN ssh_keys AS k ON k.user_id = p.owner_id
            WHERE p.state = 'active' AND k.id = \(key.id) AND k.fingerprint = \(key.fingerprint.description)
              AND (\(id)::uuid IS NULL OR p.id = \(id))
              AND (\(owner)::text IS NULL OR o.username = \(owner)::text)
              AND (\(name)::text IS NULL OR p.name = \(name)::text)
            """
    }

    public func outcome(of push: PushID) throws(PlatformError) -> PushOutcome {
        try performBlocking(.idempotent) { connection in
            let rows = try connection.query(
                """
                SELECT p.outcome, p.reason AS refusal, \(unescaped: DeploymentRow.columns)
                FROM pushes AS p LEFT JOIN deployments AS d ON d.push_id = p.id
                WHERE p.id = \(push) ORDER BY d.number
                """)
            guard let first = rows.first else { return .nothingReceived }
            let deployments = try rows.filter { try $0.get("id", as: DeploymentID?.self) != nil }
                .map(DeploymentRow.read)
            switch try first.get("outcome", as: String.self) {
            case "refused": return .refused(reason: try first.get("refusal"))
            case "accepted": return .accepted(deployments)
            default: return .interrupted(deployments)
            }
        }
    }

    public func cancel(_ push: PushID, reason: String) throws(PlatformError) {
        _ = try performBlocking(.idempotent) { connection in
            try connection.execute(
                """
                UPDATE deployments
                SET cancel_requested_at = now(), cancel_reason = \(reason.withoutNUL), updated_at = now()
                WHERE push_id = \(push) AND cancel_requested_at IS NULL AND NOT options @> ARRAY['detach']
                  AND status IN ('received', 'queued', 'building', 'publishing')
                """)
        }
    }

    public func newestDeployment(of project: ProjectID) throws(PlatformError) -> Deployment? {
        try performBlocking(.idempotent) { connection in
            let rows = try connection.query(
                """
                SELECT \(unescaped: DeploymentRow.columns)
                FROM deployments AS d WHERE d.project_id = \(project) ORDER BY d.number DESC LIMIT 1
                """)
            return try rows.first.map(DeploymentRow.read)
        }
    }
}
