import CurlClient
import Testing

/// What libcurl alone can fail at.
struct CurlFailureTests {
    @Test func unixSocketIsMissing() async throws {
        let client = CurlClient(.init(unixSocketPath: "/nonexistent/socket"))
        let error = await #expect(throws: CurlError.self) {
            try await client.collect(HTTPRequest("GET", "http://x/"))
        }
        #expect(error?.code == .connectionRefused)
        #expect(error?.message == "/nonexistent/socket: no such socket")
    }

    @Test func shutDownEndsRunningRequestsAndRefusesLaterOnes() async throws {
        let peer = try ScriptedPeer { connection in _ = try connection.readToEnd() }
        defer { peer.close() }
        let client = CurlClient()
        let task = Task { try await client.collect(HTTPRequest("GET", peer.url)) }
        #expect(await eventually { peer.connections == 1 })
        client.shutDown()
        let running = await #expect(throws: CurlError.self) { try await task.value }
        #expect(running?.code == .shutDown)
        let late = await #expect(throws: CurlError.self) {
            try await client.collect(HTTPRequest("GET", peer.url))
        }
        #expect(late?.code == .shutDown)
    }

    @Test func passwordsInURLsStayOutOfMessages() async throws {
        let peer = try ScriptedPeer { _ in }
        peer.close()
        let error = await #expect(throws: CurlError.self) {
            try await CurlClient().collect(HTTPRequest("GET", "http://u:secret@127.0.0.1:\(peer.port)/"))
        }
        #expect(error?.message.contains("secret") == false)
    }
}
