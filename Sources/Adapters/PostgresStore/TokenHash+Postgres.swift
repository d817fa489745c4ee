import FoundationEssentials
import PlatformModel
import PostgresClient

extension TokenHash: PostgresEncodable {
    public static var postgresType: PostgresType { Data.postgresType }
    public var postgresParameter: PostgresParameter { Data(bytes).postgresParameter }
}
