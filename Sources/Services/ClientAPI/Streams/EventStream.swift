import HTTPTypes
import Hummingbird
import NIOCore
import PlatformModel
import ServiceLifecycle

/// Answers with Server-Sent Events until the source has ended, the reader is gone, or the server stops.
///
/// A reader that was cut off by a stopping server finds no `end` and asks again with the id of its last event.
struct EventStream: Sendable {
    /// How long nothing may be written; the next write then shows whether the reader is still there.
    var heartbeat = Duration.seconds(15)

    func response(from source: any EventSource) -> Response {
        let headers: HTTPFields = [
            .contentType: ServerSentEvent.mediaType, .cacheControl: "no-store",
            HTTPField.Name("X-Accel-Buffering")!: "no",
        ]
        let heartbeat = heartbeat
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody { writer in
                var source = source
                // Not before: a body that is never asked for must leave nothing behind.
                try await source.open()
                defer { source.close() }
                let bell = source.bell
                try await withGracefulShutdownHandler {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            while true {
                                try await Task.sleep(for: heartbeat)
                                bell.ring(.heartbeat)
                            }
                        }
                        defer { group.cancelAll() }
                        try await Self.write(from: &source, to: &writer)
                    }
                } onGracefulShutdown: {
                    bell.close()
                }
                try await writer.finish(nil)
            })
    }

    private static func write(
        from source: inout any EventSource, to writer: inout any ResponseBodyWriter
    ) async throws {
        while let rings = await source.bell.next() {
            switch try await writeNews(from: &source, to: &writer) {
            case .ended: return
            case .some: continue
            case .none where rings.contains(.heartbeat): try await writer.write(try buffer([.heartbeat]))
            case .none: continue
            }
        }
    }

    private enum News {
        case none
        case some
        case ended
    }

    private static func writeNews(
        from source: inout any EventSource, to writer: inout any ResponseBodyWriter
    ) async throws -> News {
        var news = News.none
        while true {
            let events = try await source.next()
            guard let last = events.last else { return news }
            try await writer.write(try buffer(events))
            if case .end = last { return .ended }
            news = .some
        }
    }

    private static func buffer(_ events: [ServerSentEvent]) throws -> ByteBuffer {
        var buffer = ByteBuffer()
        for event in events { try event.write(to: &buffer) }
        return buffer
    }
}
