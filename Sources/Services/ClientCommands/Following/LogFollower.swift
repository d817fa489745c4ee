import ClientAPIContract
import CurlClient

/// Follows a log over lost connections: every line once, in order, until the server says that it ends.
@MainActor
struct LogFollower {
    let client: APIClient
    let path: RequestPath
    let query: LogQuery
    private var policy = ReconnectPolicy()
    private var lastEventID: String?
    private var hasConnected = false

    init(client: APIClient, path: RequestPath, query: LogQuery) {
        self.client = client
        self.path = path
        self.query = query
    }

    /// - Returns: what the server says at the end.
    /// - Throws: ``ClientError`` for a refusal, or when the server stays away.
    mutating func follow(_ show: (LogEvent) -> Void) async throws -> EndEvent {
        while true {
            let loss: String
            do {
                if let end = try await readStream(show) { return end }
                loss = "the server ended the stream"
            } catch let error as CurlError {
                guard hasConnected else { throw APIFailure.unreachable(client.route, error) }
                loss = APIFailure.reason(error, at: client.server)
            } catch let error as ClientError {
                guard hasConnected, Self.isPassing(error) else { throw error }
                loss = error.message
            }
            try await pause(after: loss)
        }
    }

    /// One connection; nil when it ended without the server's last word.
    private mutating func readStream(_ show: (LogEvent) -> Void) async throws -> EndEvent? {
        let response = try await client.stream(path, query: query.text, after: lastEventID)
        if hasConnected { note("connected again") }
        hasConnected = true
        var parser = ServerSentEventParser()
        let chunks = EventChunks(body: response.body)
        while let bytes = try await chunks.next() {
            for event in parser.feed(bytes) {
                policy.succeeded()
                if let id = event.id { lastEventID = id }
                switch StreamEventName(rawValue: event.name) {
                case .log: show(try decode(LogEvent.self, from: event))
                case .end: return try decode(EndEvent.self, from: event)
                case nil: continue
                }
            }
            if let milliseconds = parser.retry { policy.firstDelay = .milliseconds(min(milliseconds, 15_000)) }
        }
        return nil
    }

    private mutating func pause(after loss: String) async throws {
        guard let delay = policy.nextDelay(jitter: Double.random(in: 0...1)) else {
            throw ClientError(
                .unreachable, "the log's connection to \(client.server) was lost and stays so: \(loss)",
                next: "the command again when the server answers")
        }
        note("connection lost (\(loss)); connecting again in \(Wording.seconds(delay))")
        try await Task.sleep(for: delay)
    }

    private func note(_ text: String) {
        client.console.note(client.console.errorStyle.dim(text))
    }

    private func decode<Event: Decodable>(_ type: Event.Type, from event: ServerSentEvent) throws -> Event {
        do {
            return try WireCoding.decode(type, from: event.data.utf8)
        } catch {
            throw APIFailure.foreignAnswer(nil, from: client.server)
        }
    }

    /// A gateway in front of a server that starts again answers 502 to 504; a server that is busy 429 or 503.
    private static func isPassing(_ error: ClientError) -> Bool {
        guard let status = error.httpStatus else { return error.code == .unreachable }
        return status == 429 || (500...599).contains(status)
    }
}
