import CurlClient
import FoundationEssentials

/// A client of the Docker Engine API, version 1.41, over the daemon's unix socket.
///
/// Names follow the API's own reference. Every call throws ``DockerError``, or `CancellationError` when its task is
/// cancelled.
public struct DockerEngine: Sendable {
    public static let defaultSocketPath = "/var/run/docker.sock"

    public let socketPath: String
    private let client: CurlClient

    /// Time for calls that the daemon answers at once; calls that wait by their nature have none.
    static let promptly: Duration = .seconds(120)

    public init(socketPath: String = DockerEngine.defaultSocketPath) {
        self.socketPath = socketPath
        var configuration = CurlClient.Configuration(unixSocketPath: socketPath)
        configuration.keptConnections = 16
        client = CurlClient(configuration)
    }

    // MARK: Sending

    /// Sends a request whose response has a JSON body.
    func get<Answer: Decodable>(
        _ path: String, query: [(name: String, value: String)] = [], as: Answer.Type = Answer.self
    ) async throws -> Answer {
        let request = request("GET", path, query: query, timeout: Self.promptly)
        return try Self.decode(try await collect(request).body, of: path)
    }

    /// Sends a request with a JSON body and reads the JSON response.
    func post<Body: Encodable, Answer: Decodable>(
        _ path: String, query: [(name: String, value: String)] = [], _ body: Body, as: Answer.Type = Answer.self
    ) async throws -> Answer {
        try Self.decode(try await post(path, query: query, body), of: path)
    }

    /// Sends a request with a JSON body whose response says nothing but its status.
    @discardableResult
    func post<Body: Encodable>(
        _ path: String, query: [(name: String, value: String)] = [], _ body: Body
    ) async throws -> [UInt8] {
        var request = request("POST", path, query: query, timeout: Self.promptly)
        request.headers.add("Content-Type", "application/json")
        request.body = .bytes(Array(try JSONEncoder().encode(body)))
        return try await collect(request).body
    }

    /// Sends a request without a body, for its effect.
    @discardableResult
    func perform(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [],
        timeout: Duration? = DockerEngine.promptly
    ) async throws -> [UInt8] {
        try await collect(request(method, path, query: query, timeout: timeout)).body
    }

    func request(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [], timeout: Duration? = nil
    ) -> HTTPRequest {
        HTTPRequest(method, "http://docker/v1.41" + path + PercentEncoding.query(query), timeout: timeout)
    }

    /// Sends the request and gives the response with its body still to be read.
    func open(_ request: HTTPRequest) async throws -> HTTPResponse {
        let response = try await translating { try await client.execute(request) }
        if response.status >= 400 {
            let body = try await translating { try await response.body.collect(upTo: 1 << 20) }
            throw DockerError(status: response.status, body: body)
        }
        return response
    }

    func collect(_ request: HTTPRequest) async throws -> CollectedResponse {
        let response = try await open(request)
        let body = try await translating { try await response.body.collect(upTo: 64 << 20) }
        return CollectedResponse(status: response.status, headers: response.headers, body: body)
    }

    static func decode<Answer: Decodable>(
        _ body: [UInt8], of path: String, as: Answer.Type = Answer.self
    ) throws -> Answer {
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(body))
        } catch {
            throw DockerError(.unexpectedAnswer, "docker's answer to \(path) is not what its API says: \(error)")
        }
    }

    /// Turns transport errors into this module's own.
    func translating<Value>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as CurlError {
            throw DockerError(error, socketPath: socketPath)
        }
    }
}
