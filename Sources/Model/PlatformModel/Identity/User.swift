public import FoundationEssentials

/// An account of the platform. Its password hash never leaves the store.
public struct User: Hashable, Sendable {
    public let id: UserID
    public let name: UserName
    public let email: String
    public let isAdministrator: Bool
    public let createdAt: Date

    public init(id: UserID, name: UserName, email: String, isAdministrator: Bool, createdAt: Date) {
        self.id = id
        self.name = name
        self.email = email
        self.isAdministrator = isAdministrator
        self.createdAt = createdAt
    }
}
