import ClientAPIContract
import CurlClient
import Foundation
import PlatformModel
import TestSupport
import Testing

/// An account that is logged in, and what it gets back.
struct Member: Sendable {
    let api: RunningAPI
    let user: User
    let token: String

    func send(_ path: RequestPath, query: String = "", json: String? = nil) async throws -> Received {
        try await send(path.method.rawValue, path.path + query, json: json)
    }

    func send(_ method: String, _ target: String, json: String? = nil) async throws -> Received {
        let response = try await api.send(method, target, token: token, body: json.map { Array($0.utf8) })
        return Received(
            status: response.status, retryAfter: response.headers["Retry-After"],
            bytes: try await response.body.collect(upTo: 16 << 20))
    }

    /// Creates a project and returns it as the store has it.
    func project(_ name: String = "hello") async throws -> Project {
        let received = try await send(.of(.createProject), json: #"{"name": "\#(name)"}"#)
        let created = try received.content(ProjectResource.self)
        let project: Project? = try await api.parts.database.project(created.id)
        return try #require(project)
    }

    /// Follows a log.
    func follow(_ path: RequestPath, query: String = "?follow=1", after id: String? = nil) async throws -> EventReader {
        let response = try await api.send(
            path.method.rawValue, path.path + query, token: token, headers: id.map { [("Last-Event-ID", $0)] } ?? [])
        #expect(response.status == 200)
        #expect(response.headers["Content-Type"]?.hasPrefix("text/event-stream") == true)
        return EventReader(response.body)
    }
}

/// An answer of the API.
struct Received: Sendable {
    let status: Int
    let retryAfter: String?
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    func content<Content: Decodable>(_ type: Content.Type = Content.self) throws -> Content {
        do {
            let envelope = try WireCoding.decode(SuccessEnvelope<Content>.self, from: bytes)
            return try #require(envelope.content)
        } catch {
            Issue.record("\(status): \(text)")
            throw error
        }
    }

    var failure: FailureEnvelope? { try? WireCoding.decode(FailureEnvelope.self, from: bytes) }
}

/// Reads Server-Sent Events as a browser does.
struct EventReader {
    struct Event: Hashable {
        /// `comment` for one of those.
        var name = "comment"
        var id: String?
        var data = ""
    }

    private var chunks: HTTPResponseBody.AsyncIterator
    private var pending = ""

    init(_ body: HTTPResponseBody) {
        chunks = body.makeAsyncIterator()
    }

    /// The next event, or `nil` at the end of the stream.
    mutating func next() async throws -> Event? {
        while true {
            if let end = pending.range(of: "\n\n") {
                let text = pending[..<end.lowerBound]
                pending.removeSubrange(..<end.upperBound)
                return Self.parse(text)
            }
            guard let chunk = try await chunks.next() else { return nil }
            pending += String(decoding: chunk, as: UTF8.self)
        }
    }

    /// The texts of the next lines of a log.
    mutating func lines(_ count: Int) async throws -> [String] {
        var lines: [String] = []
        while lines.count < count, let event = try await next() {
            if event.name == "log" { lines.append(try event.line.text) }
        }
        return lines
    }

    private static func parse(_ text: Substring) -> Event {
        var event = Event()
        for line in text.split(separator: "\n") {
            if line.hasPrefix("event: ") { event.name = String(line.dropFirst(7)) }
            if line.hasPrefix("id: ") { event.id = String(line.dropFirst(4)) }
            if line.hasPrefix("data: ") { event.data += line.dropFirst(6) }
        }
        return event
    }
}

extension EventReader.Event {
    var line: LogEvent { get throws { try WireCoding.decode(LogEvent.self, from: Array(data.utf8)) } }
    var end: EndEvent { get throws { try WireCoding.decode(EndEvent.self, from: Array(data.utf8)) } }
}
