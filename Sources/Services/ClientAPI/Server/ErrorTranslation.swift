import ClientAPIContract
import Hummingbird
import NIOCore
import NIOHTTP1
import PlatformModel

/// Turns what a route threw into the failure envelope: the only place where an error becomes an answer.
struct ErrorTranslation: RouterMiddleware {
    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let response = try response(to: try translated(error, request, context))
            // A client would take a body for the beginning of the next answer (RFC 9110 section 9.3.2).
            return request.method == .head ? response.createHeadResponse() : response
        }
    }

    private func translated(_ error: any Error, _ request: Request, _ context: APIContext) throws -> APIError {
        switch error {
        case let error as APIError: return error
        case let error as PlatformError:
            if error.code == .internalError || error.code == .unavailable {
                context.logger.error("a part failed", metadata: ["error": "\(String(reflecting: error))"])
            }
            return APIError(error)
        case is NIOTooManyBytesError:
            return APIError(.contentTooLarge, "the body is larger than \(context.maxUploadSize) bytes")
        case let error as HTTPError where error.status == .notFound: return .noRoute(for: request)
        case let error as HTTPError: return APIError(error.status, error.body ?? error.status.reasonPhrase)
        case is CancellationError:
            return .unavailable("the server is stopping; try again in a moment")
        case is HTTPParserError:
            // The bytes on the wire are no HTTP: the connection's own handler answers 400 and closes.
            throw error
        default:
            context.logger.error("unexpected error", metadata: ["error": "\(String(reflecting: error))"])
            return APIError(
                .internalServerError, "something went wrong; the log has it under request \(context.requestID)")
        }
    }

    private func response(to error: APIError) throws -> Response {
        let envelope = FailureEnvelope(
            statusCode: error.status.code, message: error.message, error: error.status.reasonPhrase,
            details: error.details.isEmpty ? nil : error.details)
        var response = try Response(status: error.status, json: envelope)
        response.headers.append(contentsOf: error.headers)
        return response
    }
}
