extension YAMLText {
    /// The first byte sequence that is not UTF-8, or the first character YAML allows nowhere; `nil` when all is well.
    ///
    /// Allowed are tab, LF, CR, U+0020–7E, U+0085, U+00A0–D7FF, U+E000–FFFD and U+10000–10FFFF
    /// (YAML 1.1, section 5.1).
    func firstBadCharacter() -> YAMLProblem? {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return YAMLProblem(.notUTF8, "the text is UTF-16, save it as UTF-8", at: position(ofByte: 0))
        }
        var decoder = UTF8.ForwardParser()
        var rest = bytes[contentStart...].makeIterator()
        var offset = contentStart
        while true {
            switch decoder.parseScalar(from: &rest) {
            case .emptyInput: return nil
            case .error:
                return YAMLProblem(
                    .notUTF8, "byte \(Self.hex(UInt32(bytes[offset]), 2)) is not UTF-8",
                    at: position(ofByte: offset))
            case .valid(let encoded):
                let scalar = UTF8.decode(encoded)
                guard Self.isPrintable(scalar) else {
                    return YAMLProblem(
                        .controlCharacter, "the control character U+\(Self.hex(scalar.value, 4)) is not allowed here",
                        at: position(ofByte: offset))
                }
                offset += encoded.count
            }
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func hex(_ value: UInt32, _ width: Int) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
