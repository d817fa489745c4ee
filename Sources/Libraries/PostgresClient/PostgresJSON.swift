import FoundationEssentials

/// A JSON document, as stored in `json` and `jsonb` columns.
public struct PostgresJSON: Sendable, Hashable {
    /// The document's text. PostgreSQL checks it when it is stored.
    public let text: String

    public init(text: String) {
        self.text = text
    }

    /// - Throws: whatever the value's own encoding throws.
    public init(encoding value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        text = String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// - Throws: `DecodingError` if the document has another shape.
    public func decode<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(text.utf8))
    }
}

extension PostgresJSON: PostgresEncodable, PostgresDecodable {
    public static var postgresType: PostgresType { .jsonb }

    public var postgresParameter: PostgresParameter { PostgresParameter(type: .jsonb, text: text) }

    public static func decode(_ cell: PostgresCell) throws(PostgresError) -> PostgresJSON {
        let bytes = try cell.requiredBytes()
        switch cell.type {
        case .json: return PostgresJSON(text: String(decoding: bytes, as: UTF8.self))
        case .jsonb:
            // `jsonb_send` puts a version byte in front.
            guard bytes.first == 1 else { throw cell.error("has an unknown version of jsonb") }
            return PostgresJSON(text: String(decoding: bytes.dropFirst(), as: UTF8.self))
        default: throw cell.mismatch("JSON")
        }
    }
}
