/// The SHA-256 fingerprint of an SSH public key as OpenSSH prints it: `SHA256:` and 43 characters of unpadded base64.
public struct KeyFingerprint: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init?(_ text: String) {
        let prefix = "SHA256:"
        guard text.hasPrefix(prefix) else { return nil }
        let digest = text.dropFirst(prefix.count).utf8
        guard digest.count == 43, digest.allSatisfy(Self.isBase64) else { return nil }
        description = text
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
