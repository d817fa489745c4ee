import HTTPTypes
import Hummingbird

/// Headers that keep a browser from doing more with an answer than reading it. A route that serves pages sets its own.
///
/// CORS stays closed by saying nothing about it: no other origin may read an answer.
struct SecurityHeaders: RouterMiddleware {
    private static let defaults: [(HTTPField.Name, String)] = [
        (.xContentTypeOptions, "nosniff"),
        (.cacheControl, "no-store"),
        (.init("Referrer-Policy")!, "no-referrer"),
        (.init("X-Frame-Options")!, "DENY"),
        (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
        (.init("Cross-Origin-Resource-Policy")!, "same-origin"),
    ]

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.defaults where response.headers[name] == nil {
            response.headers[name] = value
        }
        return response
    }
}
