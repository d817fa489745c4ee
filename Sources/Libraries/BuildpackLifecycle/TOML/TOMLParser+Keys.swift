extension TOMLParser {
    /// Reads one or more keys joined by dots.
    mutating func dottedKey() throws(BuildpackError) -> [String] {
        var path = [try key()]
        while true {
            skipBlanks()
            guard take(UInt8(ascii: ".")) else { return path }
            skipBlanks()
            path.append(try key())
        }
    }

    private mutating func key() throws(BuildpackError) -> String {
        switch current {
        case UInt8(ascii: "\""): return try basicString()
        case UInt8(ascii: "'"): return try literalString()
        default:
            let start = offset
            while let byte = current, Self.isBareKeyByte(byte) { offset += 1 }
            guard offset > start else { throw failure("expected a key") }
            return String(decoding: bytes[start..<offset], as: UTF8.self)
        }
    }

    static func isBareKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
