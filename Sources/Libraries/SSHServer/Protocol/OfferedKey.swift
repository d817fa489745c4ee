/// A public key a client showed. Whether the client also holds its private half is said beside it, never assumed.
public struct OfferedKey: Hashable, Sendable {
    /// The key type of RFC 4253 section 6.6, for instance `ssh-ed25519`.
    public let type: String
    /// The key blob in wire format.
    public let blob: [UInt8]
    /// `SHA256:` and 43 characters of unpadded base64, as `ssh-keygen -l` prints it.
    public let fingerprint: String

    public init(type: String, blob: [UInt8], fingerprint: String) {
        self.type = type
        self.blob = blob
        self.fingerprint = fingerprint
    }
}

extension OfferedKey {
    /// The size of an RSA modulus; nil for other key types and for blobs that are not what they say.
    public var rsaModulusBits: Int? {
        var reader = WireReader(blob)
        guard let name = reader.string(), name.elementsEqual("ssh-rsa".utf8), reader.string() != nil,
            let modulus = reader.string()
        else { return nil }
        let digits = modulus.drop { $0 == 0 }
        guard let first = digits.first else { return 0 }
        return digits.count * 8 - first.leadingZeroBitCount
    }
}

/// Reads the length-prefixed strings of RFC 4251 section 5.
struct WireReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func string() -> ArraySlice<UInt8>? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count - 4 >= length else { return nil }
        let value = rest.dropFirst(4).prefix(length)
        rest = rest.dropFirst(4 + length)
        return value
    }
}
