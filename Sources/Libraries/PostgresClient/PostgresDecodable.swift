import FoundationEssentials

/// A value that can be read from a column.
public protocol PostgresDecodable {
    /// - Throws: ``PostgresError`` with `decoding` if the column is NULL or of a type that does not fit.
    static func decode(_ cell: PostgresCell) throws(PostgresError) -> Self
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Wrapped? {
        cell.isNull ? nil : try Wrapped.decode(cell)
    }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Self {
        guard let value = Self(rawValue: try RawValue.decode(cell)) else {
            throw cell.error("holds a value unknown to \(Self.self)")
        }
        return value
    }
}

extension Bool: PostgresDecodable {
    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Bool {
        try cell.bytes(of: [.bool], count: 1)[0] != 0
    }
}

extension Int: PostgresDecodable {
    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Int {
        switch cell.type {
        case .int2: Int(try cell.integer(Int16.self))
        case .int4: Int(try cell.integer(Int32.self))
        case .oid: Int(try cell.integer(UInt32.self))
        case .int8: Int(try cell.integer(Int64.self))
        default: throw cell.mismatch("an integer")
        }
    }
}

extension Double: PostgresDecodable {
    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Double {
        switch cell.type {
        case .float4: Double(Float(bitPattern: try cell.integer(UInt32.self)))
        case .float8: Double(bitPattern: try cell.integer(UInt64.self))
        default: throw cell.mismatch("a floating-point number")
        }
    }
}

extension String: PostgresDecodable {
    private static let textual: Set<PostgresType> = [.text, .varchar, .bpchar, .name, .char, .unknown, .json]

    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> String {
        let bytes = try cell.requiredBytes()
        if cell.type == .jsonb { return try PostgresJSON.decode(cell).text }
        guard textual.contains(cell.type) || cell.type.isUserDefined else { throw cell.mismatch("text") }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension UUID: PostgresDecodable {
    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> UUID {
        let bytes = try cell.bytes(of: [.uuid], count: 16)
        return bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    }
}

extension Date: PostgresDecodable {
    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Date {
        guard cell.type == .timestamptz || cell.type == .timestamp else { throw cell.mismatch("an instant") }
        let microseconds = try cell.integer(Int64.self)
        if microseconds == .max { return .distantFuture }
        if microseconds == .min { return .distantPast }
        return Date(timeIntervalSince1970: postgresEpoch + Double(microseconds) / 1_000_000)
    }
}

extension Duration: PostgresDecodable {
    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Duration {
        var reader = BigEndianReader(try cell.bytes(of: [.interval], count: 16))
        guard let microseconds = reader.next(Int64.self), let days = reader.next(Int32.self),
            let months = reader.next(Int32.self), months == 0
        else { throw cell.error("holds months, which have no length in seconds") }
        return .seconds(Int64(days) * 86_400) + .microseconds(microseconds)
    }
}

extension Data: PostgresDecodable {
    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> Data {
        guard cell.type == .bytea else { throw cell.mismatch("bytes") }
        return Data(try cell.requiredBytes())
    }
}

/// Reads one-dimensional arrays without NULL elements from `array_send`'s form.
extension Array: PostgresDecodable where Element: PostgresArrayElement {
    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> [Element] {
        var reader = BigEndianReader(try cell.requiredBytes())
        guard let dimensions = reader.next(Int32.self), reader.next(Int32.self) != nil,
            let elementType = reader.next(UInt32.self).map(PostgresType.init(rawValue:))
        else { throw cell.mismatch("an array") }
        if dimensions == 0 { return [] }
        guard dimensions == 1, let count = reader.next(Int32.self), reader.next(Int32.self) != nil else {
            throw cell.mismatch("a one-dimensional array")
        }
        var elements: [Element] = []
        elements.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let length = reader.next(Int32.self), let bytes = reader.next(Int(length)) else {
                throw cell.error("holds a NULL inside its array")
            }
            elements.append(try Element.decode(PostgresCell(column: cell.column, type: elementType, bytes: bytes)))
        }
        return elements
    }
}

/// Walks over integers and byte strings in network order.
struct BigEndianReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next<Value: FixedWidthInteger>(_: Value.Type) -> Value? {
        let size = MemoryLayout<Value>.size
        guard offset + size <= bytes.count else { return nil }
        defer { offset += size }
        return Value(bigEndian: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Value.self) })
    }

    mutating func next(_ count: Int) -> [UInt8]? {
        guard count >= 0, offset + count <= bytes.count else { return nil }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }
}
