import CurlClient
import Testing

/// What a caller is told when there is no response.
struct FailureTests {
    @Test func nobodyListens() async throws {
        let peer = try ScriptedPeer { _ in }
        peer.close()
        let error = await #expect(throws: CurlError.self) {
            try await CurlClient().collect(HTTPRequest("GET", peer.url))
        }
        #expect(error?.code == .connectionRefused)
        #expect(error?.message == "\(peer.url): connection refused")
    }

    @Test func unixSocketIsMissing() async throws {
        let client = CurlClient(.init(unixSocketPath: "/nonexistent/socket"))
        let error = await #expect(throws: CurlError.self) {
            try await client.collect(HTTPRequest("GET", "http://x/"))
        }
        #expect(error?.code == .connectionRefused)
        #expect(error?.message == "/nonexistent/socket: no such socket")
    }

    @Test func silentPeerRunsIntoTheTimeout() async throws {
        let peer = try ScriptedPeer { connection in _ = try connection.readToEnd() }
        defer { peer.close() }
        let error = await #expect(throws: CurlError.self) {
            try await CurlClient().collect(HTTPRequest("GET", peer.url, timeout: .milliseconds(80)))
        }
        #expect(error?.code == .timedOut)
    }

    @Test func peerThatFallsSilentRunsIntoTheIdleTimeout() async throws {
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            _ = try connection.readToEnd()
        }
        defer { peer.close() }
        let response = try await CurlClient().execute(HTTPRequest("GET", peer.url, idleTimeout: .seconds(1)))
        let error = await #expect(throws: CurlError.self) { try await response.body.collect(upTo: 100) }
        #expect(error?.code == .timedOut)
    }

    @Test func responseEndsEarly() async throws {
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        }
        defer { peer.close() }
        let error = await #expect(throws: CurlError.self) {
            try await CurlClient().collect(HTTPRequest("GET", peer.url))
        }
        #expect(error?.code == .connectionLost)
    }

    @Test func largeResponseIsCutOff() async throws {
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            connection.write([UInt8](repeating: 1, count: 100))
        }
        defer { peer.close() }
        let error = await #expect(throws: CurlError.self) {
            try await CurlClient().collect(HTTPRequest("GET", peer.url), upTo: 99)
        }
        #expect(error?.code == .responseTooLarge)
    }

    @Test func failureOfTheBodysSourceIsTheCallersOwnError() async throws {
        struct SourceFailed: Error {}
        let peer = try ScriptedPeer { connection in _ = try connection.readToEnd() }
        defer { peer.close() }
        let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield([1, 2, 3])
            continuation.finish(throwing: SourceFailed())
        }
        await #expect(throws: SourceFailed.self) {
            try await CurlClient().collect(HTTPRequest("PUT", peer.url, body: .stream(length: 10, body)))
        }
    }

    @Test func cancellationEndsTheRequest() async throws {
        let closed = Counter()
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            _ = try connection.readToEnd()
            closed.add(1)
        }
        defer { peer.close() }
        let client = CurlClient()
        let task = Task { try await client.collect(HTTPRequest("GET", peer.url)) }
        #expect(await eventually { peer.connections == 1 })
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await eventually { closed.value == 1 })
    }

    @Test func lettingGoOfTheResponseEndsTheTransfer() async throws {
        let closed = Counter()
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            _ = try connection.readToEnd()
            closed.add(1)
        }
        defer { peer.close() }
        let client = CurlClient()
        do {
            let response = try await client.execute(HTTPRequest("GET", peer.url))
            #expect(response.status == 200)
        }
        #expect(await eventually { closed.value == 1 })
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

    @Test(arguments: [
        HTTPRequest("GET", "http://x/", headers: ["A": "b\r\nInjected: yes"]),
        HTTPRequest("GET", "http://x/", headers: ["A\r\nB": "c"]),
        HTTPRequest("GET /x HTTP/1.1\r\nA: b\r\n\r\nGET", "http://x/"),
        HTTPRequest("GET", "http://x/ HTTP/1.1\r\nA: b"),
        HTTPRequest("GET", "file:///etc/passwd"),
        HTTPRequest("GET", "gopher://127.0.0.1:1/x"),
    ])
    func whatWouldBeSentAsSomethingElseIsRefused(request: HTTPRequest) async {
        let error = await #expect(throws: CurlError.self) { try await CurlClient().collect(request) }
        #expect(error?.code == .invalidRequest)
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
