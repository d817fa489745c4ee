import HTTPTypes
import Hummingbird
import PlatformModel

/// Finds out who sent a request.
struct Authentication: Sendable {
    static let cookie = "access"

    let tokens: AccessTokens
    let sessions: any SessionStore

    /// - Throws: 401 without a good access token; 403 when a browser sends its cookie along for another site.
    func caller(of request: Request, _ context: APIContext) async throws -> Caller {
        let token: String
        if let header = request.headers[.authorization] {
            guard let bearer = Self.bearer(header) else { throw APIError.unauthorized }
            token = bearer
        } else if let cookie = request.cookies[Self.cookie] {
            try SameOrigin.check(request)
            token = cookie.value
        } else {
            throw APIError.unauthorized
        }
        guard let session = await tokens.session(of: token),
            let user = try await sessions.user(ofSession: session)
        else {
            throw APIError.unauthorized("the access token has expired or was revoked: log in again")
        }
        return Caller(user: user, session: session)
    }

    /// The token of `Authorization: Bearer …` (RFC 6750 section 2.1); the scheme's case does not matter.
    private static func bearer(_ header: String) -> String? {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1].drop { $0 == " " })
    }
}
