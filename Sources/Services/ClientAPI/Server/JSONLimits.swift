/// What a JSON text may be before anything parses it: bounded in depth and number of values, UTF-8, and free of NUL, which
/// neither an environment nor PostgreSQL can hold.
struct JSONLimits: Sendable {
    var depth = 32
    var values = 4096

    /// Looks at the text's bytes once. What it lets through need not be JSON.
    func check(_ bytes: some Sequence<UInt8>) throws(APIError) {
        var (level, values, isInText, isEscaped) = (0, 1, false, false)
        // The digits of a \u escape that is being read; "0000" is NUL.
        var digits: [UInt8]?
        for byte in bytes {
            guard byte != 0 else { throw Self.holdsNUL }
            if isInText {
                if let read = digits {
                    digits = read.count < 3 ? read + [byte] : nil
                    if read + [byte] == Array("0000".utf8) { throw Self.holdsNUL }
                } else if isEscaped {
                    isEscaped = false
                    digits = byte == UInt8(ascii: "u") ? [] : nil
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInText = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInText = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                (level, values) = (level + 1, values + 1)
                guard level <= depth else { throw .malformed("the body nests deeper than \(depth) levels") }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): level -= 1
            case UInt8(ascii: ","): values += 1
            default: break
            }
            guard values <= self.values else { throw .malformed("the body holds more than \(self.values) values") }
        }
    }

    private static let holdsNUL = APIError.malformed("the body holds a NUL character")
}
