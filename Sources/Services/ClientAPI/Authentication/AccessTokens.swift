import Crypto
import Foundation
import JWTKit
import PlatformModel

/// What an access token says (RFC 7519). It is believed only together with its session in the database.
struct AccessClaims: JWTPayload {
    /// The account's id.
    let sub: SubjectClaim
    let username: String
    let isAdmin: Bool
    let exp: ExpirationClaim
    /// The session, by a random id of 256 bits.
    let jti: IDClaim

    func verify(using algorithm: some JWTAlgorithm) throws {
        try exp.verifyNotExpired()
    }
}

/// Signs and verifies access tokens: HMAC with SHA-256, no other algorithm, whatever a token's header asks for.
struct AccessTokens: Sendable {
    /// How long a token is good.
    static let lifetime = Duration.seconds(6 * 3600)

    private let keys: JWTKeyCollection
    private let verified = VerifiedTokens()

    /// - Parameter secret: at least 32 bytes.
    init(secret: SigningSecret) async {
        keys = await JWTKeyCollection().add(hmac: HMACKey(from: secret.bytes), digestAlgorithm: .sha256)
    }

    /// A new token and the session it belongs to.
    func issue(for user: User, at now: Date) async throws -> (token: String, session: TokenHash, end: Date) {
        let id = SecretToken()
        let end = now.addingTimeInterval(TimeInterval(Self.lifetime.components.seconds))
        let claims = AccessClaims(
            sub: .init(value: "\(user.id)"), username: "\(user.name)", isAdmin: user.isAdministrator,
            exp: .init(value: end), jti: .init(value: id.text))
        return (try await keys.sign(claims), id.hash, end)
    }

    /// The session a token names, or `nil` when the token is forged, expired or no token at all.
    func session(of token: String) async -> TokenHash? {
        if let known = verified.session(of: token) { return known }
        guard let claims = try? await keys.verify(token, as: AccessClaims.self) else { return nil }
        let session = SecretToken(text: claims.jti.value).hash
        verified.remember(token, session: session, until: claims.exp.value)
        return session
    }
}
