import PlatformModel
import PostgresClient

/// How a project is selected and read.
enum ProjectRow {
    /// The columns, of `projects AS p JOIN users AS o ON o.id = p.owner_id`.
    static let columns = """
        p.id AS p_id, p.name AS p_name, p.owner_id AS p_owner_id, o.username AS p_owner_name,
        p.deploy_branch AS p_deploy_branch, p.config AS p_config, p.created_at AS p_created_at,
        p.updated_at AS p_updated_at
        """
    static let source = "projects AS p JOIN users AS o ON o.id = p.owner_id"

    static func read(_ row: PostgresRow) throws -> Project {
        Project(
            id: try row.get("p_id"),
            name: try row.parse("p_name", ProjectName.init(parsing:)),
            owner: try row.get("p_owner_id"),
            ownerName: try row.parse("p_owner_name", UserName.init(parsing:)),
            deployBranch: try row.parse("p_deploy_branch") { BranchName($0) },
            environment: try row.get("p_config", as: PostgresJSON.self).decode(as: ProjectConfig.self).environment,
            createdAt: try row.get("p_created_at"),
            updatedAt: try row.get("p_updated_at"))
    }
}

/// The document in `projects.config`.
struct ProjectConfig: Codable {
    var environment: [String: String]

    enum CodingKeys: String, CodingKey {
        case environment = "env_vars"
    }
}
