import ClientAPIContract
import CurlClient
import LinuxSystem

/// The client API of one server, with the token of one session.
@MainActor
final class APIClient {
    let route: ServerRoute
    let console: Console
    private let token: String?
    private let curl: CurlClient

    var server: ServerAddress { route.server }

    init(route: ServerRoute, token: String?, console: Console) {
        self.route = route
        self.console = console
        self.token = token
        curl = CurlClient(route.curlConfiguration)
    }

    /// Sends a request and reads the answer.
    ///
    /// - Parameter limit: time for the whole exchange. What changes containers takes longer than what reads a row.
    /// - Throws: ``ClientError`` with what the server says, or why it says nothing.
    func call<Content: Codable>(
        _ path: RequestPath, query: String = "", sending body: (any Encodable)? = nil, returning type: Content.Type,
        within limit: Duration = .seconds(30)
    ) async throws -> SuccessEnvelope<Content> {
        var request = request(path, query: query, within: limit)
        if let body {
            request.headers.add("Content-Type", "application/json")
            request.body = .bytes(try WireCoding.encode(body))
        }
        let response = try await collect(request, doing: "\(path.method.rawValue) \(path.path)")
        guard response.isSuccess else { throw APIFailure.error(for: response.failure, at: server) }
        do {
            return try WireCoding.decode(SuccessEnvelope<Content>.self, from: response.body)
        } catch {
            throw APIFailure.foreignAnswer(response.status, from: server)
        }
    }

    /// The content of an answer that has one.
    func content<Content: Codable>(
        of path: RequestPath, query: String = "", sending body: (any Encodable)? = nil, returning type: Content.Type,
        within limit: Duration = .seconds(30)
    ) async throws -> Content {
        let answer = try await call(path, query: query, sending: body, returning: type, within: limit)
        guard let content = answer.content else { throw APIFailure.foreignAnswer(nil, from: server) }
        return content
    }

    /// Opens a stream of Server-Sent Events; its body goes on until the server ends it, to be read by ``EventChunks``.
    ///
    /// - Throws: ``CurlError`` while there is no connection, ``ClientError`` for an error status.
    func stream(_ path: RequestPath, query: String, after lastEventID: String?) async throws -> HTTPResponse {
        var request = request(path, query: query, within: nil)
        request.headers.add("Accept", "text/event-stream")
        if let lastEventID { request.headers.add("Last-Event-ID", lastEventID) }
        let response = try await execute(request)
        guard response.isSuccess else {
            let body = try await response.body.collect(upTo: 1 << 20)
            let failure = APIFailure.Response(status: response.status, headers: response.headers, body: body)
            throw APIFailure.error(for: failure, at: server)
        }
        guard response.headers["Content-Type"]?.lowercased().hasPrefix("text/event-stream") == true else {
            throw APIFailure.foreignAnswer(response.status, from: server)
        }
        return response
    }

    private func execute(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await console.waiting(
            for: "\(server) (\(request.method) \(request.url.dropFirst(server.description.count)))"
        ) {
            try await curl.execute(request)
        }
    }

    private func collect(_ request: HTTPRequest, doing what: String) async throws -> CollectedResponse {
        do {
            return try await console.waiting(for: "\(server) (\(what))") { try await curl.collect(request) }
        } catch let error as CurlError {
            throw APIFailure.unreachable(route, error)
        }
    }

    private func request(_ path: RequestPath, query: String, within limit: Duration?) -> HTTPRequest {
        var request = HTTPRequest(path.method.rawValue, "\(server)\(path.path)\(query)", timeout: limit)
        if let token { request.headers.add("Authorization", "Bearer \(token)") }
        return request
    }
}

extension CollectedResponse {
    fileprivate var failure: APIFailure.Response { .init(status: status, headers: headers, body: body) }
}
