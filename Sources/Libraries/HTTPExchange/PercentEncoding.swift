/// Percent-encoding of URL parts (RFC 3986, section 2.1).
public enum PercentEncoding {
    /// Encodes everything but unreserved characters: right for one path segment, a query name or value.
    public static func component(_ text: String) -> String { encode(text, keeping: "") }

    /// Encodes a path, leaving its slashes and the colon and at sign of image references alone.
    public static func path(_ text: String) -> String { encode(text, keeping: "/:@") }

    /// `?a=b&c=d`, or nothing for an empty list.
    public static func query(_ items: [(name: String, value: String)]) -> String {
        guard !items.isEmpty else { return "" }
        return "?" + items.map { "\(component($0.name))=\(component($0.value))" }.joined(separator: "&")
    }

    private static func encode(_ text: String, keeping kept: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) || kept.utf8.contains(byte) {
                result.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
