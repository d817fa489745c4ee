/// The grammar shared by project and user names: a DNS label (RFC 1123 section 2.1) that starts with a letter,
/// has no double hyphen and does not look like an IDNA label.
enum Label {
    /// Says what is wrong with `text`, or `nil` when it is a label of an allowed length.
    static func problem(with text: String, length: ClosedRange<Int>) -> String? {
        let bytes = Array(text.utf8)
        guard length.contains(bytes.count) else {
            return "must have \(length.lowerBound) to \(length.upperBound) characters"
        }
        guard bytes.allSatisfy({ isLowerCaseLetter($0) || isDigit($0) || $0 == hyphen }) else {
            return "may hold only lower-case letters a-z, digits and hyphens"
        }
        guard isLowerCaseLetter(bytes[0]) else { return "must start with a letter" }
        guard bytes.last != hyphen else { return "must not end with a hyphen" }
        guard !text.contains("--") else { return "must not have two hyphens in a row" }
        guard !text.hasPrefix("xn") || text.utf8.count == 2 || bytes[2] != hyphen, text != "xn" else {
            return "must not start with \"xn-\", which international domain names use"
        }
        return nil
    }

    private static let hyphen = UInt8(ascii: "-")

    private static func isLowerCaseLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
