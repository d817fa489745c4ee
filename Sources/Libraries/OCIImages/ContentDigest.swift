import Crypto

/// The SHA-256 digest of some content, written `sha256:` and 64 lower-case hexadecimal digits (OCI image
/// specification, "Digests"). Other algorithms are refused: no registry we speak to uses them.
public struct ContentDigest: Sendable, Hashable {
    /// The hexadecimal digits alone.
    public let hex: String

    /// `nil` for anything but a well-formed SHA-256 digest.
    public init?(_ text: String) {
        guard text.hasPrefix("sha256:") else { return nil }
        let digits = text.utf8.dropFirst(7)
        guard digits.count == 64,
            digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        hex = String(text.dropFirst(7))
    }

    /// The digest of these bytes.
    public init(of content: some Sequence<UInt8>) {
        var hasher = DigestHasher()
        hasher.update(Array(content))
        self = hasher.finish()
    }

    fileprivate init(hash: SHA256.Digest) {
        let digits = Array("0123456789abcdef".utf8)
        hex = String(decoding: hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension ContentDigest: CustomStringConvertible {
    public var description: String { "sha256:\(hex)" }
}

extension ContentDigest: Codable {
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let digest = ContentDigest(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\"\(text)\" is no SHA-256 digest"))
        }
        self = digest
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Computes a digest of content that comes in pieces.
public struct DigestHasher: Sendable {
    private var hash = SHA256()
    /// Bytes so far.
    public private(set) var count: Int64 = 0

    public init() {}

    public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
        count += Int64(bytes.count)
    }

    public func finish() -> ContentDigest { ContentDigest(hash: hash.finalize()) }
}
