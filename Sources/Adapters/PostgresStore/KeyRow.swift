import FoundationEssentials
import PlatformModel
import PostgresClient

/// How a key is selected and read.
enum KeyRow {
    static let columns = """
        k.id, k.user_id, u.username, k.name, k.type, k.fingerprint, k.blob, k.created_at
        """
    static let source = "ssh_keys AS k JOIN users AS u ON u.id = k.user_id"

    static func read(_ row: PostgresRow) throws -> AuthorizedKey {
        AuthorizedKey(
            id: try row.get("id"),
            owner: try row.get("user_id"),
            ownerName: try row.parse("username", UserName.init(parsing:)),
            name: try row.get("name"),
            type: try row.get("type"),
            fingerprint: try row.parse("fingerprint", KeyFingerprint.init),
            blob: Array(try row.get("blob", as: Data.self)),
            createdAt: try row.get("created_at"))
    }
}
