public import FoundationEssentials

/// Sessions: which access tokens are still good. Every call throws ``PlatformError``.
public protocol SessionStore: Sendable {
    func openSession(_ token: TokenHash, of user: UserID, until end: Date) async throws(PlatformError)
    /// The account as it is now, or `nil` when the session was ended, has expired, or the account is gone.
    func user(ofSession token: TokenHash) async throws(PlatformError) -> User?
    /// Ends one session; one that has ended already is no error.
    func endSession(_ token: TokenHash) async throws(PlatformError)
    func endSessions(of user: UserID) async throws(PlatformError)
}
