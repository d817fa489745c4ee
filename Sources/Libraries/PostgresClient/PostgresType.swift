/// A type's object id as fixed in PostgreSQL's catalogue (`pg_type.dat`).
public struct PostgresType: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Lets the server infer the type from where the parameter stands.
    public static let inferred = PostgresType(rawValue: 0)
    public static let bool = PostgresType(rawValue: 16)
    public static let bytea = PostgresType(rawValue: 17)
    public static let char = PostgresType(rawValue: 18)
    public static let name = PostgresType(rawValue: 19)
    public static let int8 = PostgresType(rawValue: 20)
    public static let int2 = PostgresType(rawValue: 21)
    public static let int4 = PostgresType(rawValue: 23)
    public static let text = PostgresType(rawValue: 25)
    public static let oid = PostgresType(rawValue: 26)
    public static let json = PostgresType(rawValue: 114)
    public static let float4 = PostgresType(rawValue: 700)
    public static let float8 = PostgresType(rawValue: 701)
    public static let unknown = PostgresType(rawValue: 705)
    public static let byteaArray = PostgresType(rawValue: 1001)
    public static let nameArray = PostgresType(rawValue: 1003)
    public static let textArray = PostgresType(rawValue: 1009)
    public static let varcharArray = PostgresType(rawValue: 1015)
    public static let int8Array = PostgresType(rawValue: 1016)
    public static let bpchar = PostgresType(rawValue: 1042)
    public static let varchar = PostgresType(rawValue: 1043)
    public static let timestamp = PostgresType(rawValue: 1114)
    public static let timestamptz = PostgresType(rawValue: 1184)
    public static let timestamptzArray = PostgresType(rawValue: 1185)
    public static let interval = PostgresType(rawValue: 1186)
    public static let uuid = PostgresType(rawValue: 2950)
    public static let uuidArray = PostgresType(rawValue: 2951)
    public static let jsonb = PostgresType(rawValue: 3802)
    public static let void = PostgresType(rawValue: 2278)

    /// User-defined types (enums, domains) start here (`FirstNormalObjectId`).
    var isUserDefined: Bool { rawValue >= 16384 }

    public var description: String { Self.names[self] ?? "with object id \(rawValue)" }

    private static let names: [PostgresType: String] = [
        .inferred: "inferred", .bool: "bool", .bytea: "bytea", .char: "char", .name: "name", .int8: "int8",
        .int2: "int2", .int4: "int4", .text: "text", .oid: "oid", .json: "json", .float4: "float4", .float8: "float8",
        .unknown: "unknown", .byteaArray: "bytea[]", .nameArray: "name[]", .textArray: "text[]",
        .varcharArray: "varchar[]",
        .int8Array: "int8[]", .bpchar: "char(n)", .varchar: "varchar", .timestamp: "timestamp",

        .timestamptz: "timestamptz", .timestamptzArray: "timestamptz[]", .interval: "interval", .uuid: "uuid",
        .uuidArray: "uuid[]", .jsonb: "jsonb", .void: "void",
    ]
}
