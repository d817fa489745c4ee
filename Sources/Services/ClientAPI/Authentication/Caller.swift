import PlatformModel

/// Who sent a request, as proven by an access token whose session is still open.
struct Caller: Sendable {
    let user: User
    /// Names the session that a logout ends.
    let session: TokenHash
}
