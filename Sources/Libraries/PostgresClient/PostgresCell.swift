/// One field of one row, in PostgreSQL's binary form.
public struct PostgresCell: Sendable {
    let column: String
    public let type: PostgresType
    let bytes: [UInt8]?

    public var isNull: Bool { bytes == nil }

    func requiredBytes() throws(PostgresError) -> [UInt8] {
        guard let bytes else { throw error("is NULL") }
        return bytes
    }

    func bytes(of types: Set<PostgresType>, count: Int) throws(PostgresError) -> [UInt8] {
        let bytes = try requiredBytes()
        guard types.contains(type), bytes.count == count else {
            throw mismatch(types.map(\.description).joined(separator: " or "))
        }
        return bytes
    }

    func integer<Value: FixedWidthInteger>(_: Value.Type) throws(PostgresError) -> Value {
        var reader = BigEndianReader(try requiredBytes())
        guard let value = reader.next(Value.self) else { throw error("is too short for its type \(type)") }
        return value
    }

    func mismatch(_ wanted: String) -> PostgresError {
        error("is of type \(type), not \(wanted)")
    }

    func error(_ problem: String) -> PostgresError {
        PostgresError(.decoding, "column \"\(column)\" \(problem)", wasSent: true)
    }
}
