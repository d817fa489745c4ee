/// Output of strangers made fit for a terminal and a log.
enum TerminalText {
    /// Bytes kept of one line.
    static let lineLimit = 8 << 10

    /// One line without escape sequences and control characters; of a line that overwrote itself (`\r`), what was left.
    static func plain(_ bytes: [UInt8]) -> String {
        var kept: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == 0x1B {
                index = end(ofEscapeAt: index, in: bytes)
                continue
            }
            if byte == 0x0D, index + 1 < bytes.endIndex {
                kept = []
            } else if byte >= 0x20 && byte != 0x7F || byte == 0x09 {
                kept.append(byte)
            }
            index += 1
        }
        let text = String(decoding: kept, as: UTF8.self)
        // C1 controls, such as a one-character CSI, are two bytes in UTF-8.
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { !(0x80...0x9F).contains($0.value) }))
    }

    /// The index after an escape sequence (ECMA-48): CSI up to its final byte, OSC up to BEL or ST, else two bytes.
    private static func end(ofEscapeAt start: Int, in bytes: [UInt8]) -> Int {
        guard start + 1 < bytes.endIndex else { return bytes.endIndex }
        switch bytes[start + 1] {
        case UInt8(ascii: "["):
            let final = bytes[(start + 2)...].firstIndex { (0x40...0x7E).contains($0) }
            return final.map { $0 + 1 } ?? bytes.endIndex
        case UInt8(ascii: "]"):
            guard let end = bytes[(start + 2)...].firstIndex(where: { $0 == 0x07 || $0 == 0x1B }) else {
                return bytes.endIndex
            }
            return bytes[end] == 0x07 ? end + 1 : min(end + 2, bytes.endIndex)
        default:
            return start + 2
        }
    }
}
