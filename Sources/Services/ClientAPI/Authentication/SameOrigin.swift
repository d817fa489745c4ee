import HTTPTypes
import Hummingbird

/// Keeps a page of another origin from acting with the visitor's cookie.
///
/// `SameSite=Strict` alone does not: the applications of all users live on the same site as the API. A browser names the
/// origin of every request that changes something (Fetch, "append a request Origin header"), and a page cannot forge it.
enum SameOrigin {
    private static let safe: Set<HTTPRequest.Method> = [.get, .head, .options]
    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!

    /// - Throws: 403 for a request that another origin sent and that is not a mere reading one.
    static func check(_ request: Request) throws(APIError) {
        guard !safe.contains(request.method) else { return }
        if let site = request.headers[fetchSite], site != "same-origin", site != "none" { throw refusal }
        if let origin = request.headers[.origin] {
            guard let authority = request.head.authority, origin.hasSuffix("://\(authority)") else { throw refusal }
        }
    }

    private static let refusal = APIError.forbidden(
        "the request comes from a page of another origin; send the access token as Authorization: Bearer instead")
}
