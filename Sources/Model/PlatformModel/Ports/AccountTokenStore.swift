public import FoundationEssentials

/// Tokens that reach an account's owner by mail, each good for one use. Every call throws ``PlatformError``.
public protocol AccountTokenStore: Sendable {
    /// A token that confirms the e-mail address of an account. Earlier ones of the account end.
    func issueConfirmation(_ token: TokenHash, for user: UserID, until end: Date) async throws(PlatformError)
    /// A token that lets its holder set a new password. Earlier ones of the account end.
    func issuePasswordReset(_ token: TokenHash, for user: UserID, until end: Date) async throws(PlatformError)

    /// Uses a confirmation: from now on the account may log in.
    /// - Throws: `notFound` when it was used, has expired or never existed.
    func confirmAccount(_ token: TokenHash) async throws(PlatformError) -> User

    /// Uses a reset in one step: sets the hash, confirms the address, ends every session of the account.
    /// - Throws: `notFound` as above.
    func resetPassword(_ token: TokenHash, to hash: String) async throws(PlatformError) -> User
    /// Whether a reset would be accepted, asked before the expensive hashing.
    func isPasswordReset(_ token: TokenHash) async throws(PlatformError) -> Bool
}
