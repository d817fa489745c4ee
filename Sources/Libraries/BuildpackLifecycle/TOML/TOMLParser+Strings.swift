extension TOMLParser {
    private static let quote = UInt8(ascii: "\"")
    private static let apostrophe = UInt8(ascii: "'")

    /// Reads any of the four kinds of string.
    mutating func string() throws(BuildpackError) -> String {
        let delimiter = bytes[offset]
        let isMultiline = peek(1) == delimiter && peek(2) == delimiter
        if delimiter == Self.quote { return isMultiline ? try multiline(delimiter) : try basicString() }
        return isMultiline ? try multiline(delimiter) : try literalString()
    }

    mutating func basicString() throws(BuildpackError) -> String {
        let start = position
        offset += 1
        var text: [UInt8] = []
        while let byte = current {
            switch byte {
            case Self.quote:
                offset += 1
                return try utf8(text, from: start)
            case UInt8(ascii: "\\"): try escape(into: &text)
            default: try plain(byte, into: &text)
            }
        }
        throw failure("the string is not closed", at: start)
    }

    mutating func literalString() throws(BuildpackError) -> String {
        let start = position
        offset += 1
        var text: [UInt8] = []
        while let byte = current {
            if byte == Self.apostrophe {
                offset += 1
                return try utf8(text, from: start)
            }
            try plain(byte, into: &text)
        }
        throw failure("the string is not closed", at: start)
    }

    private mutating func multiline(_ delimiter: UInt8) throws(BuildpackError) -> String {
        let start = position
        offset += 3
        _ = newline()
        var text: [UInt8] = []
        while let byte = current {
            if byte == delimiter, peek(1) == delimiter, peek(2) == delimiter {
                offset += 3
                // Up to two more delimiters belong to the text.
                for _ in 0..<2 where current == delimiter {
                    text.append(delimiter)
                    offset += 1
                }
                return try utf8(text, from: start)
            } else if byte == UInt8(ascii: "\\"), delimiter == Self.quote {
                if try !lineContinuation() { try escape(into: &text) }
            } else if newline() {
                text.append(0x0A)
            } else {
                try plain(byte, into: &text)
            }
        }
        throw failure("the string is not closed", at: start)
    }

    private mutating func plain(_ byte: UInt8, into text: inout [UInt8]) throws(BuildpackError) {
        if (byte < 0x20 && byte != 0x09) || byte == 0x7F {
            throw failure(byte == 0x0A ? "the string is not closed on its line" : "control character in a string")
        }
        text.append(byte)
        offset += 1
    }

    /// A backslash at the end of a line swallows the line's end and all blanks after it.
    private mutating func lineContinuation() throws(BuildpackError) -> Bool {
        let saved = self
        offset += 1
        skipBlanks()
        guard newline() else {
            self = saved
            return false
        }
        repeat { skipBlanks() } while newline()
        return true
    }

    private mutating func escape(into text: inout [UInt8]) throws(BuildpackError) {
        offset += 1
        let kind = current
        offset += 1
        switch kind {
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "\""): text.append(0x22)
        case UInt8(ascii: "\\"): text.append(0x5C)
        case UInt8(ascii: "u"): text += try unicode(digits: 4)
        case UInt8(ascii: "U"): text += try unicode(digits: 8)
        default:
            offset -= 2
            throw failure("unknown escape sequence in a string")
        }
    }

    private mutating func unicode(digits: Int) throws(BuildpackError) -> [UInt8] {
        guard offset + digits <= bytes.count else { throw failure("the string is not closed") }
        let text = String(decoding: bytes[offset..<offset + digits], as: UTF8.self)
        guard !text.hasPrefix("+"), !text.hasPrefix("-"), let value = UInt32(text, radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw failure("\"\(text)\" is not a Unicode scalar value") }
        offset += digits
        return Array(String(Character(scalar)).utf8)
    }

    private func utf8(_ text: [UInt8], from start: TOMLPosition) throws(BuildpackError) -> String {
        guard let string = String(validating: text, as: UTF8.self) else {
            throw failure("the string is not UTF-8", at: start)
        }
        return string
    }
}
