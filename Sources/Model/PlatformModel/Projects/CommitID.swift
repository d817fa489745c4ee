/// The name of a git commit: 40 lower-case hexadecimal digits (SHA-1 repositories).
public struct CommitID: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// `nil` for anything but 40 hexadecimal digits, and for the all-zero name, which stands for "no commit".
    public init?(_ text: some StringProtocol) {
        let digits = text.utf8
        guard digits.count == 40, digits.allSatisfy(Self.isLowerCaseHex), digits.contains(where: { $0 != zero }) else {
            return nil
        }
        description = String(text)
    }

    /// Seven digits, for a sentence.
    public var abbreviated: String { String(description.prefix(7)) }

    /// Twelve digits, the tag of an image.
    public var tag: String { String(description.prefix(12)) }

    private static func isLowerCaseHex(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

private let zero = UInt8(ascii: "0")
