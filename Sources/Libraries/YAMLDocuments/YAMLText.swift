/// The bytes of a YAML file with the means to find and to show a place in it.
public struct YAMLText: Sendable {
    public let bytes: [UInt8]

    /// Where the characters begin: 3 behind a byte order mark, else 0.
    let contentStart: Int
    private let lineStarts: [Int]
    /// Byte offset of each scalar, and of the end; empty when each scalar is one byte.
    private let scalarOffsets: [Int]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        contentStart = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var lineStarts = [contentStart]
        var offsets: [Int] = []
        let isASCII = bytes.dropFirst(contentStart).allSatisfy { $0 < 0x80 }
        for (offset, byte) in bytes.enumerated().dropFirst(contentStart) {
            if !isASCII && byte & 0xC0 != 0x80 { offsets.append(offset) }
            if byte == 0x0A || (byte == 0x0D && (offset + 1 == bytes.count || bytes[offset + 1] != 0x0A)) {
                lineStarts.append(offset + 1)
            }
        }
        if !isASCII { offsets.append(bytes.count) }
        self.lineStarts = lineStarts
        scalarOffsets = offsets
    }

    /// The position of a byte; offsets past the end mean the end.
    public func position(ofByte offset: Int) -> YAMLPosition {
        let offset = min(max(offset, contentStart), bytes.count)
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let scalars = bytes[lineStarts[low]..<offset].count { $0 & 0xC0 != 0x80 }
        return YAMLPosition(line: low + 1, column: scalars + 1, offset: offset)
    }

    /// The position of the scalar with that index, not counting a byte order mark, which is how libyaml counts.
    func position(ofScalar index: Int) -> YAMLPosition {
        if scalarOffsets.isEmpty { return position(ofByte: contentStart + index) }
        return position(ofByte: index < scalarOffsets.count ? scalarOffsets[index] : bytes.count)
    }

    /// The text of a line (from 1) without its end; bytes that are not UTF-8 show as U+FFFD.
    public func line(_ number: Int) -> String {
        guard number >= 1, number <= lineStarts.count else { return "" }
        let start = lineStarts[number - 1]
        let end = number < lineStarts.count ? lineStarts[number] : bytes.count
        return String(decoding: bytes[start..<end].trimmingLineEnd, as: UTF8.self)
    }

    /// The line of `position` and under it a caret: two lines that are safe to show on a terminal.
    ///
    /// Control and formatting characters show as `·`, tabs as one space; a line longer than `width` characters is
    /// cut around the position, with `…` for what is left out.
    public func excerpt(at position: YAMLPosition, width: Int = 100) -> (line: String, caret: String) {
        let shown = line(position.line).unicodeScalars.map(Self.harmless)
        let column = min(position.column - 1, shown.count)
        var start = 0
        var end = shown.count
        if shown.count > width {
            start = max(0, min(column - width / 2, shown.count - width))
            end = start + width
        }
        var text = String(String.UnicodeScalarView(shown[start..<end]))
        if start > 0 { text = "…" + text }
        if end < shown.count { text += "…" }
        return (text, String(repeating: " ", count: column - start + (start > 0 ? 1 : 0)) + "^")
    }

    /// `value` as it may stand in a message: without control and formatting characters, cut after `limit` characters.
    public static func shown(_ value: String, limit: Int = 80) -> String {
        let scalars = value.unicodeScalars.prefix(limit).map(harmless)
        return String(String.UnicodeScalarView(scalars)) + (value.unicodeScalars.count > limit ? "…" : "")
    }

    private static func harmless(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar == "\t" { return " " }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return "·"
        default: return scalar
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmingLineEnd: ArraySlice<UInt8> {
        var rest = self
        if rest.last == 0x0A { rest = rest.dropLast() }
        if rest.last == 0x0D { rest = rest.dropLast() }
        return rest
    }
}
