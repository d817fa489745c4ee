/// Text of strangers made fit for a terminal.
///
/// What visitors make an application log may hold escape sequences that retitle a terminal or write into its input.
enum TerminalText {
    /// One line of output: colours (SGR) and tabs pass, every other control character is shown, not obeyed.
    static func logLine(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 < 0x20 || $0 >= 0x7F }) else { return text }
        var result = String.UnicodeScalarView()
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.first {
            if let length = colourLength(rest) {
                result.append(contentsOf: rest.prefix(length))
                rest.removeFirst(length)
                continue
            }
            rest.removeFirst()
            if scalar == "\t" || !isControl(scalar) {
                result.append(scalar)
            } else if scalar != "\r" || !rest.isEmpty {
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            }
        }
        return String(result)
    }

    /// A name or a reason inside a sentence or table: no control characters, line ends as spaces.
    static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    /// The length of a sequence `ESC [ digits ; … m` at the beginning.
    private static func colourLength(_ text: Substring.UnicodeScalarView) -> Int? {
        let limit = 32
        guard text.starts(with: ["\u{1B}", "["]) else { return nil }
        var length = 2
        for scalar in text.dropFirst(2).prefix(limit) {
            length += 1
            if scalar == "m" { return length }
            guard scalar == ";" || ("0"..."9").contains(scalar) else { return nil }
        }
        return nil
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }
}
