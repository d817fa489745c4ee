import ClientAPIContract
import HTTPTypes
import Hummingbird
import PlatformModel

/// A refusal with its HTTP status. Routes throw it where the status is theirs to choose; ``PlatformError`` from the ports
/// gets its status here, once.
struct APIError: Error {
    let status: HTTPResponse.Status
    /// Safe to show; says what to do next where the reader can act.
    let message: String
    /// The fields at fault, for ``invalid(_:)``.
    var details: [FieldProblem] = []
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, _ message: String) {
        self.status = status
        self.message = message
    }
}

extension APIError {
    /// What was sent cannot be read at all.
    static func malformed(_ message: String) -> APIError { APIError(.badRequest, message) }

    static let unauthorized = APIError.unauthorized("you are not logged in: log in and send the access token")

    /// RFC 9110 section 15.5.2 wants the challenge named.
    static func unauthorized(_ message: String) -> APIError {
        var error = APIError(.unauthorized, message)
        error.headers[.wwwAuthenticate] = "Bearer"
        return error
    }

    static func forbidden(_ message: String) -> APIError { APIError(.forbidden, message) }
    static func notFound(_ message: String) -> APIError { APIError(.notFound, message) }
    /// The router knows no handler: the address is wrong, or only the method (RFC 9110 section 15.5.6).
    static func noRoute(for request: Request) -> APIError {
        let methods = Route.methods(at: request.uri.path).map(\.rawValue).sorted().joined(separator: ", ")
        guard !methods.isEmpty else { return notFound("there is nothing at this address; see /openapi.json") }
        var error = APIError(
            .methodNotAllowed, "this address does not answer to \(request.method.rawValue), only to \(methods)")
        error.headers[.allow] = methods
        return error
    }

    static func conflict(_ message: String) -> APIError { APIError(.conflict, message) }

    /// What was sent can be read, but these fields are wrong. Each problem's message names its subject.
    static func invalid(_ problems: [FieldProblem]) -> APIError {
        var error = APIError(.unprocessableContent, problems.map(\.message).joined(separator: "; "))
        error.details = problems
        return error
    }

    /// - Parameter seconds: when trying again makes sense.
    static func tooManyRequests(_ message: String, retryAfter seconds: Int) -> APIError {
        var error = APIError(.tooManyRequests, message)
        error.headers[.retryAfter] = "\(max(1, seconds))"
        return error
    }

    static func unavailable(_ message: String, retryAfter seconds: Int = 5) -> APIError {
        var error = APIError(.serviceUnavailable, message)
        error.headers[.retryAfter] = "\(seconds)"
        return error
    }
}

extension APIError {
    init(_ error: PlatformError) {
        switch error.code {
        case .invalid: self.init(.unprocessableContent, error.message)
        case .notFound: self.init(.notFound, error.message)
        case .alreadyExists, .conflict: self.init(.conflict, error.message)
        case .forbidden: self.init(.forbidden, error.message)
        case .unavailable, .deadlineExceeded, .canceled: self = .unavailable(error.message)
        case .internalError: self.init(.internalServerError, error.message)
        }
    }
}
