public import FoundationEssentials

/// The one way in which JSON is written and read on both sides of the client API.
///
/// Keys are sorted, so that equal values are equal bytes; slashes are not escaped. Times are RFC 3339 in UTC with
/// milliseconds (`2026-11-24T10:49:38.120Z`); they are read with or without the fraction.
public enum WireCoding {
    /// - Throws: `EncodingError`.
    public static func encode(_ value: some Encodable, indented: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = indented ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted] : compact
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(text(of: date))
        }
        return Array(try encoder.encode(value))
    }

    /// - Throws: `DecodingError`, whose coding path names the field.
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: some Sequence<UInt8>) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = date(from: try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time")
            }
            return date
        }
        return try decoder.decode(type, from: Data(bytes))
    }

    private static let compact: JSONEncoder.OutputFormatting = [.sortedKeys, .withoutEscapingSlashes]

    /// The time as it is written in every body and query, cut to milliseconds.
    public static func text(of date: Date) -> String {
        // Half a microsecond more, since a `Date` is a floating-point number and its formatter cuts 0.11999999 to 0.119.
        date.addingTimeInterval(0.000_000_5).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// `nil` for anything but RFC 3339.
    public static func date(from text: String) -> Date? {
        (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
            ?? (try? Date.ISO8601FormatStyle().parse(text))
    }
}
