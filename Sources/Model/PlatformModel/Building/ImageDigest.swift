/// The digest of an image manifest: `sha256:` and 64 hexadecimal digits (OCI image specification, Descriptors).
public struct ImageDigest: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init?(_ text: some StringProtocol) {
        let prefix = "sha256:"
        guard text.hasPrefix(prefix) else { return nil }
        let digits = text.dropFirst(prefix.count).utf8
        guard digits.count == 64, digits.allSatisfy({ UInt8.lowerCaseHexDigits.contains($0) }) else { return nil }
        description = String(text)
    }

    /// Twelve digits with the algorithm, for a sentence.
    public var abbreviated: String { String(description.prefix(7 + 12)) }
}

extension UInt8 {
    fileprivate static let lowerCaseHexDigits = Set("0123456789abcdef".utf8)
}
