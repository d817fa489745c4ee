/// A public key as parsed from what its owner pasted.
public struct NewKey: Hashable, Sendable {
    public let name: String
    public let type: String
    public let fingerprint: KeyFingerprint
    public let blob: [UInt8]

    public init(name: String, type: String, fingerprint: KeyFingerprint, blob: [UInt8]) {
        self.name = name
        self.type = type
        self.fingerprint = fingerprint
        self.blob = blob
    }
}

/// What a login is checked against.
public struct AccountCredentials: Hashable, Sendable {
    public let user: User
    /// `nil` for an account that cannot log in by password.
    public let passwordHash: String?
    /// Whether the owner of the e-mail address has confirmed it.
    public let isConfirmed: Bool

    public init(user: User, passwordHash: String?, isConfirmed: Bool) {
        self.user = user
        self.passwordHash = passwordHash
        self.isConfirmed = isConfirmed
    }
}

/// Accounts and their keys. Every call throws ``PlatformError``: `alreadyExists` for a taken name, e-mail address or key,
/// `notFound` for what is missing.
public protocol AccountStore: Sendable {
    /// - Parameter isConfirmed: whether the e-mail address needs no confirmation. An account that was never confirmed and is
    ///   a day old gives way.
    func createUser(
        name: UserName, email: String, passwordHash: String?, isAdministrator: Bool, isConfirmed: Bool
    ) async throws(PlatformError) -> User
    func user(named name: UserName) async throws(PlatformError) -> User?
    func user(_ id: UserID) async throws(PlatformError) -> User?
    func user(email: String) async throws(PlatformError) -> AccountCredentials?
    func users() async throws(PlatformError) -> [User]
    /// Also ends every session of the account.
    func setPasswordHash(_ hash: String, of user: UserID) async throws(PlatformError)
    /// Removes the account and its keys; `conflict` while it owns projects.
    func removeUser(_ id: UserID) async throws(PlatformError)

    func addKey(_ key: NewKey, to user: UserID) async throws(PlatformError) -> AuthorizedKey
    func keys(of user: UserID) async throws(PlatformError) -> [AuthorizedKey]
    func allKeys() async throws(PlatformError) -> [AuthorizedKey]
    func removeKey(_ id: KeyID, of user: UserID) async throws(PlatformError)
}

extension AccountStore {
    /// An account whose e-mail address needs no confirmation.
    public func createUser(
        name: UserName, email: String, passwordHash: String?, isAdministrator: Bool
    ) async throws(PlatformError) -> User {
        try await createUser(
            name: name, email: email, passwordHash: passwordHash, isAdministrator: isAdministrator, isConfirmed: true)
    }
}
