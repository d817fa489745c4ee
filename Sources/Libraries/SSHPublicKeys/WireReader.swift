/// Reads the strings and integers of RFC 4251 section 5 from a key blob.
struct WireReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// A `string`: four bytes of length, big-endian, then that many bytes; `nil` when the data ends before.
    mutating func string() -> ArraySlice<UInt8>? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count - 4 >= length else { return nil }
        let start = rest.startIndex + 4
        defer { rest = rest[(start + length)...] }
        return rest[start..<(start + length)]
    }

    /// The number of significant bits of a positive `mpint`; `nil` when it is negative, padded or missing.
    mutating func positiveIntegerBits() -> Int? {
        guard let bytes = string(), let first = bytes.first, first & 0x80 == 0 else { return nil }
        let significant = bytes.drop { $0 == 0 }
        guard bytes.count - significant.count <= 1, let leading = significant.first else { return nil }
        return significant.count * 8 - leading.leadingZeroBitCount
    }
}
