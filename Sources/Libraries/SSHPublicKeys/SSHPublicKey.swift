import Crypto
import FoundationEssentials

/// A public key in the form of a `.pub` file (RFC 4253 section 6.6, RFC 5656, RFC 8709, OpenSSH's PROTOCOL.u2f).
///
/// Parsed, not kept as typed: what is stored and shown is made from the blob.
public struct SSHPublicKey: Hashable, Sendable {
    /// The algorithm name, for instance `ssh-ed25519`.
    public let type: String
    /// The key blob without base64.
    public let blob: [UInt8]
    /// What follows the key on its line, usually `user@host`.
    public let comment: String
    /// Size of the modulus for RSA, of the curve for the others.
    public let bits: Int

    /// - Throws: ``SSHPublicKeyError``.
    public init(parsing text: String) throws(SSHPublicKeyError) {
        let line = try Self.onlyLine(of: text)
        let fields = line.split(maxSplits: 2, whereSeparator: { $0 == " " || $0 == "\t" })
        let name = String(fields[0])
        guard Self.curveBits[name] != nil || name == Self.rsa else { throw Self.rejection(ofType: name, line: line) }
        guard fields.count > 1 else { throw .malformed("nothing follows its type") }
        guard let decoded = Data(base64Encoded: String(fields[1])), decoded.count <= 16 << 10 else {
            throw .malformed("its second word is not base64")
        }
        type = name
        blob = Array(decoded)
        comment = fields.count > 2 ? Self.printable(fields[2]) : ""
        bits = try Self.bits(of: blob, type: name)
    }

    /// `SHA256:` and unpadded base64, as `ssh-keygen -l` prints it.
    public var fingerprint: String {
        let digest = Data(SHA256.hash(data: blob)).base64EncodedString()
        return "SHA256:\(digest.prefix { $0 != "=" })"
    }

    /// Type and base64, as a `.pub` file has them, without the comment.
    public var authorizedKeysLine: String { Self.line(type: type, blob: blob) }

    public static func line(type: String, blob: [UInt8]) -> String {
        "\(type) \(Data(blob).base64EncodedString())"
    }
}

extension SSHPublicKey {
    private static let rsa = "ssh-rsa"
    private static let curveBits = [
        "ssh-ed25519": 256, "ecdsa-sha2-nistp256": 256, "ecdsa-sha2-nistp384": 384, "ecdsa-sha2-nistp521": 521,
        "sk-ssh-ed25519@openssh.com": 256, "sk-ecdsa-sha2-nistp256@openssh.com": 256,
    ]

    private static func onlyLine(of text: String) throws(SSHPublicKeyError) -> Substring {
        if text.contains("PRIVATE KEY") || text.contains("PuTTY-User-Key-File") { throw .privateKey }
        let lines = text.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
        guard let line = lines.first else { throw .empty }
        guard lines.count == 1 else { throw .severalLines }
        let trimmed = line.drop(while: \.isWhitespace)
        guard !trimmed.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\t" }) else {
            throw .malformed("it holds control characters")
        }
        return trimmed
    }

    private static func rejection(ofType name: String, line: Substring) -> SSHPublicKeyError {
        if name.contains("-cert-v0") { return .certificate(name) }
        let laterWords = line.split(separator: " ").dropFirst()
        if name.contains("=") || laterWords.contains(where: { curveBits[String($0)] != nil || $0 == rsa }) {
            return .options
        }
        return .unknownType(String(printable(name[...]).prefix(60)))
    }

    private static func bits(of blob: [UInt8], type: String) throws(SSHPublicKeyError) -> Int {
        var reader = WireReader(blob)
        guard let inner = reader.string(), inner.elementsEqual(type.utf8) else {
            throw .malformed("the type inside it is another one")
        }
        guard let curve = curveBits[type] else { return try rsaBits(&reader) }
        if type.contains("ecdsa") {
            guard let name = reader.string(), name.elementsEqual("nistp\(curve)".utf8) else {
                throw .malformed("its curve does not fit its type")
            }
        }
        // A point on a NIST curve is uncompressed: 0x04 and both coordinates.
        let expected = type.contains("ecdsa") ? 1 + 2 * ((curve + 7) / 8) : 32
        guard let point = reader.string(), point.count == expected else { throw .malformed("its length is wrong") }
        if type.hasPrefix("sk-") {
            guard let application = reader.string(), !application.isEmpty else {
                throw .malformed("its application is missing")
            }
        }
        guard reader.isAtEnd else { throw .malformed("something follows the key in its second word") }
        return curve
    }

    private static func rsaBits(_ reader: inout WireReader) throws(SSHPublicKeyError) -> Int {
        guard reader.positiveIntegerBits() != nil, let bits = reader.positiveIntegerBits(), reader.isAtEnd else {
            throw .malformed("its numbers cannot be read")
        }
        guard bits >= 2048 else { throw .weakRSA(bits: bits) }
        guard bits <= 16384 else { throw .malformed("it has \(bits) bits, more than 16384") }
        return bits
    }

    private static func printable(_ text: Substring) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }))
    }
}
