import PlatformModel
import PostgresClient

/// How a deployment is selected and read.
enum DeploymentRow {
    /// The columns, of `deployments AS d`.
    static let columns = """
        d.id, d.project_id, d.number, d.push_id, d.commit_id, d.previous_commit_id, d.branch, d.pusher_name,
        d.key_fingerprint, d.options, d.status, d.stage, d.image_digest, d.builder, d.build_time, d.publish_time,
        d.rollout_time, d.reason, d.created_at, d.finished_at
        """

    static func read(_ row: PostgresRow) throws -> Deployment {
        Deployment(
            id: try row.get("id"),
            project: try row.get("project_id"),
            number: try row.get("number"),
            push: try row.get("push_id"),
            commit: try row.parse("commit_id") { CommitID($0) },
            previousCommit: try row.parseOptional("previous_commit_id") { CommitID($0) },
            branch: try row.parse("branch") { BranchName($0) },
            pusherName: try row.parseOptional("pusher_name", UserName.init(parsing:)),
            keyFingerprint: try row.parseOptional("key_fingerprint", KeyFingerprint.init),
            options: try PushOptions(names: row.get("options", as: [String].self)),
            status: try row.parse("status", DeploymentStatus.init(rawValue:)),
            stage: try row.parse("stage", DeploymentStage.init(rawValue:)),
            imageDigest: try row.parseOptional("image_digest") { ImageDigest($0) },
            builder: try row.get("builder"),
            buildTime: try row.get("build_time"),
            publishTime: try row.get("publish_time"),
            rolloutTime: try row.get("rollout_time"),
            reason: try row.get("reason"),
            createdAt: try row.get("created_at"),
            finishedAt: try row.get("finished_at"))
    }
}
