import FoundationEssentials
import PlatformModel
import PostgresClient

extension Identifier: PostgresEncodable {
    public static var postgresType: PostgresType { .uuid }
    public var postgresParameter: PostgresParameter { uuid.postgresParameter }
}

extension Identifier: PostgresDecodable {
    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Identifier<Subject> {
        Identifier(try UUID.decode(cell))
    }
}
