import FoundationEssentials

/// A value that can be bound to a parameter.
public protocol PostgresEncodable {
    /// The type announced to the server, also for NULL.
    static var postgresType: PostgresType { get }
    var postgresParameter: PostgresParameter { get }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
    public static var postgresType: PostgresType { RawValue.postgresType }
    public var postgresParameter: PostgresParameter { rawValue.postgresParameter }
}

extension Bool: PostgresEncodable {
    public static var postgresType: PostgresType { .bool }
    public var postgresParameter: PostgresParameter { PostgresParameter(type: .bool, binary: [self ? 1 : 0]) }
}

extension Int: PostgresEncodable {
    public static var postgresType: PostgresType { .int8 }
    public var postgresParameter: PostgresParameter {
        PostgresParameter(type: .int8, binary: bigEndianBytes(Int64(self)))
    }
}

extension Double: PostgresEncodable {
    public static var postgresType: PostgresType { .float8 }
    public var postgresParameter: PostgresParameter {
        PostgresParameter(type: .float8, binary: bigEndianBytes(Int64(bitPattern: bitPattern)))
    }
}

/// Strings are sent without a type, so that they fit text, varchar, enum and the like. A string with a NUL is refused.
extension String: PostgresEncodable {
    public static var postgresType: PostgresType { .inferred }
    public var postgresParameter: PostgresParameter { PostgresParameter(type: .inferred, text: self) }
}

extension UUID: PostgresEncodable {
    public static var postgresType: PostgresType { .uuid }
    public var postgresParameter: PostgresParameter {
        PostgresParameter(type: .uuid, binary: withUnsafeBytes(of: uuid) { Array($0) })
    }
}

/// Instants are stored with microseconds; `distantPast`, `distantFuture` and beyond become `-infinity` and `infinity`.
extension Date: PostgresEncodable {
    public static var postgresType: PostgresType { .timestamptz }
    public var postgresParameter: PostgresParameter {
        let microseconds = (timeIntervalSince1970 - Self.postgresEpoch) * 1_000_000
        let wire: Int64 =
            if self >= .distantFuture || microseconds.isNaN { .max } else if self <= .distantPast { .min } else {
                Int64(microseconds.rounded())
            }
        return PostgresParameter(type: .timestamptz, binary: bigEndianBytes(wire))
    }

    /// 2000-01-01 00:00 UTC in seconds since 1970.
    static let postgresEpoch: Double = 946_684_800
}

/// Stored as an interval of microseconds, without days and months.
extension Duration: PostgresEncodable {
    public static var postgresType: PostgresType { .interval }
    public var postgresParameter: PostgresParameter {
        let microseconds = components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
        let wire = bigEndianBytes(microseconds) + bigEndianBytes(Int32(0)) + bigEndianBytes(Int32(0))
        return PostgresParameter(type: .interval, binary: wire)
    }
}

extension Data: PostgresEncodable {
    public static var postgresType: PostgresType { .bytea }
    public var postgresParameter: PostgresParameter { PostgresParameter(type: .bytea, binary: Array(self)) }
}

/// Arrays travel in PostgreSQL's binary form (`array_send`), which needs no quoting.
extension Array: PostgresEncodable where Element: PostgresArrayElement {
    public static var postgresType: PostgresType { Element.postgresArrayType }
    public var postgresParameter: PostgresParameter {
        var bytes: [UInt8] = []
        bytes += bigEndianBytes(Int32(isEmpty ? 0 : 1))
        bytes += bigEndianBytes(Int32(0))
        bytes += bigEndianBytes(Element.postgresElementType.rawValue)
        if !isEmpty {
            bytes += bigEndianBytes(Int32(count))
            bytes += bigEndianBytes(Int32(1))
        }
        for element in self {
            let value = element.postgresParameter.bytes ?? []
            bytes += bigEndianBytes(Int32(value.count))
            bytes += value
        }
        return PostgresParameter(type: Element.postgresArrayType, binary: bytes)
    }
}

/// A type whose arrays can be bound and decoded.
public protocol PostgresArrayElement: PostgresEncodable, PostgresDecodable {
    static var postgresElementType: PostgresType { get }
    static var postgresArrayType: PostgresType { get }
}

extension String: PostgresArrayElement {
    public static var postgresElementType: PostgresType { .text }
    public static var postgresArrayType: PostgresType { .textArray }
}

extension Int: PostgresArrayElement {
    public static var postgresElementType: PostgresType { .int8 }
    public static var postgresArrayType: PostgresType { .int8Array }
}

extension UUID: PostgresArrayElement {
    public static var postgresElementType: PostgresType { .uuid }
    public static var postgresArrayType: PostgresType { .uuidArray }
}

extension Data: PostgresArrayElement {
    public static var postgresElementType: PostgresType { .bytea }
    public static var postgresArrayType: PostgresType { .byteaArray }
}

extension Date: PostgresArrayElement {
    public static var postgresElementType: PostgresType { .timestamptz }
    public static var postgresArrayType: PostgresType { .timestamptzArray }
}

func bigEndianBytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}
