import Hummingbird
import Logging
import PlatformModel
import ServiceLifecycle
import TestSupport
import Testing

@testable import ClientAPI

/// A reader that is gone without a word is noticed, and with the last one goes what it kept open.
@Suite struct VanishedReaderTests {
    private let output = WrittenOutput()
    private let feeds = ApplicationLogSource.Feeds()
    private let project = ProjectID()
    private static let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

    @Test(arguments: [false, true]) func leavesNothingBehind(byReset isReset: Bool) async throws {
        output.write("hello", at: 1)
        try await serving { port in
            let (first, second) = (try await reader(on: port), try await reader(on: port))
            #expect(feeds.count == 1)
            #expect(output.followers == 1)
            vanish(first, isReset)
            // The one that is left goes on reading what there is, over many heartbeats.
            for number in 0..<20 {
                output.write("line \(number)", at: 2 + number)
                try await receive("line \(number)", from: second)
            }
            #expect(feeds.count == 1)
            vanish(second, isReset)
            try await eventually("the feed is released") { feeds.count == 0 && output.followers == 0 }
        }
    }

    @Test func aBodyThatIsNeverReadFromKeepsNothingOpen() async throws {
        _ = EventStream().response(from: try await source())
        #expect(feeds.count == 0)
        #expect(output.followers == 0)
    }

    private func source() async throws -> ApplicationLogSource {
        try await ApplicationLogSource(
            of: project, tail: 10, after: nil, engine: output, feeds: feeds, logger: Self.silent)
    }

    private func serving(_ body: (UInt16) async throws -> Void) async throws {
        let (ports, hasStarted) = AsyncStream.makeStream(of: Int.self)
        let router = Router()
        router.get("/log") { _, _ in EventStream(heartbeat: .milliseconds(20)).response(from: try await source()) }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { hasStarted.yield($0.localAddress?.port ?? 0) }, logger: Self.silent)
        let group = ServiceGroup(services: [application], logger: Self.silent)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            var started = ports.makeAsyncIterator()
            let port = try #require(await started.next().flatMap(UInt16.init(exactly:)))
            try await body(port)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// A reader that has got the first line.
    private func reader(on port: UInt16) async throws -> RawTCPClient {
        let client = try RawTCPClient(port: port)
        client.send(Array("GET /log HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
        try await receive("hello", from: client)
        return client
    }

    private func receive(_ text: String, from client: RawTCPClient) async throws {
        let isThere = try await Tool.offPool { try client.read(until: text, within: .seconds(20)) }
        #expect(isThere, "\(text)")
    }

    private func vanish(_ client: RawTCPClient, _ isReset: Bool) {
        if isReset { client.reset() } else { client.socket.close() }
    }
}
