public import FoundationEssentials
public import PlatformModel

/// An SSH key of an account.
public struct KeyResource: Codable, Hashable, Sendable {
    public var id: KeyID
    public var name: String
    /// The algorithm name, for instance `ssh-ed25519`.
    public var type: String
    /// `SHA256:…` as `ssh-keygen -l` prints it.
    public var fingerprint: String
    /// Type and base64, without the comment: the key as parsed, not as typed.
    public var value: String
    public var createdAt: Date
    /// The owner's user name; on the administrators' listing only.
    public var owner: String?

    public init(
        id: KeyID, name: String, type: String, fingerprint: String, value: String, createdAt: Date, owner: String? = nil
    ) {
        self.id = id
        self.name = name
        self.type = type
        self.fingerprint = fingerprint
        self.value = value
        self.createdAt = createdAt
        self.owner = owner
    }
}
