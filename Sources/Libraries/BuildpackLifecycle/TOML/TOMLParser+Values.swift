extension TOMLParser {
    mutating func value(depth: Int) throws(BuildpackError) -> TOMLNode {
        guard depth < Self.depthLimit else { throw failure("values nested too deeply") }
        let place = position
        switch current {
        case nil, 0x0A, 0x0D: throw failure("a value is missing")
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return TOMLNode(.string(try string()), at: place)
        case UInt8(ascii: "["): return TOMLNode(.array(try array(depth: depth)), at: place)
        case UInt8(ascii: "{"): return TOMLNode(.table(try inlineTable(depth: depth)), at: place)
        default: return TOMLNode(try scalar(), at: place)
        }
    }

    private mutating func array(depth: Int) throws(BuildpackError) -> [TOMLNode] {
        offset += 1
        var nodes: [TOMLNode] = []
        while true {
            try skipFiller()
            if take(UInt8(ascii: "]")) { return nodes }
            nodes.append(try value(depth: depth + 1))
            try skipFiller()
            if take(UInt8(ascii: ",")) { continue }
            try require(UInt8(ascii: "]"), "\",\" or \"]\"")
            return nodes
        }
    }

    private mutating func inlineTable(depth: Int) throws(BuildpackError) -> TOMLTable {
        let table = TOMLTableBuilder(origin: .header, position: position)
        offset += 1
        skipBlanks()
        if take(UInt8(ascii: "}")) { return table.finished() }
        while true {
            skipBlanks()
            try keyValue(into: table, depth: depth + 1)
            skipBlanks()
            if take(UInt8(ascii: ",")) { continue }
            try require(UInt8(ascii: "}"), "\",\" or \"}\"")
            return table.finished()
        }
    }

    /// Booleans, numbers and dates: everything that is a run of plain characters.
    private mutating func scalar() throws(BuildpackError) -> TOMLValue {
        let place = position
        var word = scalarWord()
        // A date and a time may be parted by one blank.
        if word.utf8.count == 10, Self.startsLikeDate(word), current == UInt8(ascii: " "),
            let next = peek(1), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next)
        {
            offset += 1
            word += " " + scalarWord()
        }
        switch word {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "inf", "+inf": return .float(.infinity)
        case "-inf": return .float(-.infinity)
        case "nan", "+nan", "-nan": return .float(.nan)
        default: break
        }
        if Self.startsLikeDate(word) || Self.startsLikeTime(word) { return .dateTime(word) }
        if let number = Self.number(word) { return number }
        throw failure(
            word.isEmpty ? "expected a value" : "\"\(word)\" is not a value; a string needs quotes", at: place)
    }

    private mutating func scalarWord() -> String {
        let start = offset
        while let byte = current, Self.isBareKeyByte(byte) || "+.:".utf8.contains(byte) { offset += 1 }
        return String(decoding: bytes[start..<offset], as: UTF8.self)
    }

    private static func startsLikeDate(_ word: String) -> Bool { matches(word, "dddd-dd-dd") }
    private static func startsLikeTime(_ word: String) -> Bool { matches(word, "dd:dd:dd") }

    private static func matches(_ word: String, _ pattern: String) -> Bool {
        guard word.utf8.count >= pattern.utf8.count else { return false }
        return zip(word.utf8, pattern.utf8).allSatisfy { byte, mark in
            mark == UInt8(ascii: "d") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == mark
        }
    }

    private static func number(_ word: String) -> TOMLValue? {
        guard hasValidUnderscores(word) else { return nil }
        let digits = word.filter { $0 != "_" }
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.hasPrefix(prefix) {
            let text = digits.dropFirst(2)
            guard let first = text.first, first != "+", first != "-" else { return nil }
            return Int64(text, radix: radix).map { .integer($0) }
        }
        let unsigned = digits.first == "+" || digits.first == "-" ? digits.dropFirst() : Substring(digits)
        guard let first = unsigned.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return nil
        }
        let hasLeadingZero =
            first == UInt8(ascii: "0") && unsigned.utf8.dropFirst().first.map { $0 >= 0x30 && $0 <= 0x39 } == true
        if hasLeadingZero { return nil }
        if let integer = Int64(digits) { return .integer(integer) }
        let isFloat = unsigned.contains { $0 == "." || $0 == "e" || $0 == "E" } && !digits.hasSuffix(".")
        return isFloat && !unsigned.contains(".e") && !unsigned.contains(".E") ? Double(digits).map { .float($0) } : nil
    }

    private static func hasValidUnderscores(_ word: String) -> Bool {
        let bytes = Array(word.utf8)
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "_") {
            guard index > 0, index + 1 < bytes.count, bytes[index - 1] != byte else { return false }
            guard isHexDigit(bytes[index - 1]), isHexDigit(bytes[index + 1]) else { return false }
        }
        return true
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool { Character(Unicode.Scalar(byte)).isHexDigit }
}
