public import FoundationEssentials

/// A public key that an account may push with.
public struct AuthorizedKey: Hashable, Sendable {
    public let id: KeyID
    public let owner: UserID
    public let ownerName: UserName
    /// The name its owner gave it, shown back in greetings and refusals.
    public let name: String
    /// The algorithm name, for instance `ssh-ed25519`.
    public let type: String
    public let fingerprint: KeyFingerprint
    /// The key blob of RFC 4253 section 6.6, without base64.
    public let blob: [UInt8]
    public let createdAt: Date

    public init(
        id: KeyID, owner: UserID, ownerName: UserName, name: String, type: String, fingerprint: KeyFingerprint,
        blob: [UInt8], createdAt: Date
    ) {
        self.id = id
        self.owner = owner
        self.ownerName = ownerName
        self.name = name
        self.type = type
        self.fingerprint = fingerprint
        self.blob = blob
        self.createdAt = createdAt
    }
}
