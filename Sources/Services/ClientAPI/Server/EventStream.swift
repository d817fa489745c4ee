import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// One event of a stream (WHATWG HTML, "Server-sent events").
struct ServerSentEvent: Hashable, Sendable {
    var event: String
    /// What a client sends back as `Last-Event-ID` when it resumes.
    var id: String?
    var data: String

    /// The event as it travels. Line breaks within the data become several `data:` lines.
    var text: String {
        var text = "event: \(event)\n"
        if let id { text += "id: \(id)\n" }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            text += "data: \(line)\n"
        }
        return text + "\n"
    }
}

/// Where a route writes its events.
struct EventWriter: Sendable {
    fileprivate let source: RequestBody.Source

    /// Waits while the client reads more slowly than events come.
    func send(_ event: ServerSentEvent) async {
        await source.yield(ByteBuffer(string: event.text))
    }

    fileprivate func sendComment() async {
        await source.yield(ByteBuffer(string: ":\n\n"))
    }
}

extension Response {
    /// A response that goes on until `events` returns, the client leaves, or the server stops: the task that runs `events`
    /// is then cancelled.
    ///
    /// A client that left shows only at a write, so a comment goes out every so often; it also keeps proxies from giving
    /// the connection up. When the server stops or `events` throws, the stream just ends, and a client comes back with
    /// `Last-Event-ID`.
    static func events(
        heartbeat: Duration = .seconds(15), logger: Logger,
        _ events: @escaping @Sendable (EventWriter) async throws -> Void
    ) -> Response {
        let body = ResponseBody { writer in
            // A stream of buffers with back-pressure; nothing about it is particular to requests.
            let (buffers, source) = RequestBody.makeStream()
            let events = Self.producer(of: events, into: EventWriter(source: source), logger)
            try await withThrowingTaskGroup(of: Void.self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    await events()
                    source.finish()
                }
                group.addTask {
                    while !Task.isCancelled {
                        try await Task.sleep(for: heartbeat)
                        await EventWriter(source: source).sendComment()
                    }
                }
                for try await buffer in buffers { try await writer.write(buffer) }
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream; charset=utf-8", .xAccelBuffering: "no"],
            body: body)
    }

    private static func producer(
        of events: @escaping @Sendable (EventWriter) async throws -> Void, into writer: EventWriter, _ logger: Logger
    ) -> @Sendable () async -> Void {
        {
            do {
                try await cancelWhenGracefulShutdown { try await events(writer) }
            } catch is CancellationError {
            } catch {
                logger.warning("a stream of events broke off", metadata: ["error": "\(String(reflecting: error))"])
            }
        }
    }
}

extension HTTPField.Name {
    /// Tells nginx to pass events on as they come.
    fileprivate static let xAccelBuffering = Self("X-Accel-Buffering")!
}
