/// The productions of the Distribution project's reference grammar.
extension ImageReference {
    /// `[\w][\w.-]{0,127}`.
    public static func isTag(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 128 else { return false }
        return isWord(first) && bytes.allSatisfy { isWord($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    /// `path-component ["/" path-component]*`.
    public static func isRepository(_ text: some StringProtocol) -> Bool {
        text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { isPathComponent(Array($0.utf8)) }
    }

    /// `alpha-numeric [separator alpha-numeric]*` with the separators `.`, `_`, `__` and any number of `-`.
    private static func isPathComponent(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return bytes.split(whereSeparator: isAlphanumeric).allSatisfy { separator in
            separator.elementsEqual(".".utf8) || separator.elementsEqual("_".utf8)
                || separator.elementsEqual("__".utf8) || separator.allSatisfy { $0 == UInt8(ascii: "-") }
        }
    }

    /// A host name, IPv4 address or bracketed IPv6 address, with an optional port.
    static func isRegistry(_ text: some StringProtocol) -> Bool {
        let bytes = Array(text.utf8)
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")), end > 1 else { return false }
            let isAddress = bytes[1..<end].allSatisfy { isHexadecimal($0) || $0 == UInt8(ascii: ":") }
            return isAddress && isPortSuffix(bytes[(end + 1)...])
        }
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        let labels = bytes[..<colon].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy(isHostLabel) && isPortSuffix(bytes[colon...])
    }

    private static func isHostLabel(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return false }
        return isLetterOrDigit(first) && isLetterOrDigit(last)
            && bytes.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isPortSuffix(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.first else { return true }
        guard first == UInt8(ascii: ":"), bytes.dropFirst().allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(String(decoding: bytes.dropFirst(), as: UTF8.self))
        else { return false }
        return (1...65535).contains(port)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || (0x41...0x5A).contains(byte)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
            || byte == UInt8(ascii: "_")
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }
}
