public import FoundationEssentials
public import PlatformModel

/// An account, as `GET /users/my` and registration show it.
public struct UserResource: Codable, Hashable, Sendable {
    public var id: UserID
    public var username: String
    public var email: String
    public var isAdmin: Bool
    public var createdAt: Date

    public init(id: UserID, username: String, email: String, isAdmin: Bool, createdAt: Date) {
        self.id = id
        self.username = username
        self.email = email
        self.isAdmin = isAdmin
        self.createdAt = createdAt
    }
}

extension UserResource {
    public init(_ user: User) {
        self.init(
            id: user.id, username: user.name.description, email: user.email, isAdmin: user.isAdministrator,
            createdAt: user.createdAt)
    }
}

/// What a sign-in gives: a bearer token, valid for six hours.
public struct AccessTokenResource: Codable, Hashable, Sendable {
    public var accessToken: String

    public init(accessToken: String) {
        self.accessToken = accessToken
    }
}
