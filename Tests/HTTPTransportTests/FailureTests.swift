import HTTPExchange
import Testing

/// What a caller is told when there is no response.
struct FailureTests {
    @Test(arguments: ClientKind.allCases)
    func nobodyListens(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { _ in }
        peer.close()
        let error = await #expect(throws: (any Error).self) {
            try await kind.client().collect(HTTPRequest("GET", peer.url))
        }
        #expect((error as? any HTTPTransportError)?.cause == .connectionRefused)
        #expect(
            (error as? any HTTPTransportError)?.message.hasSuffix("127.0.0.1:\(peer.port): connection refused") == true)
    }

    @Test(arguments: ClientKind.allCases)
    func silentPeerRunsIntoTheTimeout(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in _ = try connection.readToEnd() }
        defer { peer.close() }
        let error = await #expect(throws: (any Error).self) {
            try await kind.client().collect(HTTPRequest("GET", peer.url, timeout: .milliseconds(80)))
        }
        #expect((error as? any HTTPTransportError)?.cause == .timedOut)
    }

    @Test(arguments: ClientKind.allCases)
    func peerThatFallsSilentRunsIntoTheIdleTimeout(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            _ = try connection.readToEnd()
        }
        defer { peer.close() }
        let response = try await kind.client().execute(HTTPRequest("GET", peer.url, idleTimeout: .seconds(1)))
        let error = await #expect(throws: (any Error).self) { try await response.body.collect(upTo: 100) }
        #expect((error as? any HTTPTransportError)?.cause == .timedOut)
    }

    @Test(arguments: ClientKind.allCases)
    func responseEndsEarly(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        }
        defer { peer.close() }
        let error = await #expect(throws: (any Error).self) {
            try await kind.client().collect(HTTPRequest("GET", peer.url))
        }
        #expect((error as? any HTTPTransportError)?.cause == .broken)
    }

    @Test(arguments: ClientKind.allCases)
    func largeResponseIsCutOff(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
            connection.write([UInt8](repeating: 1, count: 100))
        }
        defer { peer.close() }
        let error = await #expect(throws: (any Error).self) {
            try await kind.client().collect(HTTPRequest("GET", peer.url), upTo: 99)
        }
        #expect((error as? any HTTPTransportError)?.cause == .broken)
    }

    @Test(arguments: ClientKind.allCases)
    func failureOfTheBodysSourceIsTheCallersOwnError(_ kind: ClientKind) async throws {
        struct SourceFailed: Error {}
        let peer = try ScriptedPeer { connection in _ = try connection.readToEnd() }
        defer { peer.close() }
        let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
            continuation.yield([1, 2, 3])
            continuation.finish(throwing: SourceFailed())
        }
        await #expect(throws: SourceFailed.self) {
            try await kind.client().collect(HTTPRequest("PUT", peer.url, body: .stream(length: 10, body)))
        }
    }

    @Test(arguments: ClientKind.allCases)
    func cancellationEndsTheRequest(_ kind: ClientKind) async throws {
        let closed = Counter()
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            _ = try connection.readToEnd()
            closed.add(1)
        }
        defer { peer.close() }
        let client = kind.client()
        let task = Task { try await client.collect(HTTPRequest("GET", peer.url)) }
        #expect(await eventually { peer.connections == 1 })
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await eventually { closed.value == 1 })
    }

    @Test(arguments: ClientKind.allCases)
    func lettingGoOfTheResponseEndsTheTransfer(_ kind: ClientKind) async throws {
        let closed = Counter()
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            _ = try connection.readToEnd()
            closed.add(1)
        }
        defer { peer.close() }
        let client = kind.client()
        do {
            let response = try await client.execute(HTTPRequest("GET", peer.url))
            #expect(response.status == 200)
        }
        #expect(await eventually { closed.value == 1 })
    }

    @Test(
        arguments: ClientKind.allCases,
        [
            HTTPRequest("GET", "http://x/", headers: ["A": "b\r\nInjected: yes"]),
            HTTPRequest("GET", "http://x/", headers: ["A\r\nB": "c"]),
            HTTPRequest("GET /x HTTP/1.1\r\nA: b\r\n\r\nGET", "http://x/"),
            HTTPRequest("GET", "http://x/ HTTP/1.1\r\nA: b"),
            HTTPRequest("GET", "file:///etc/passwd"),
            HTTPRequest("GET", "gopher://127.0.0.1:1/x"),
        ])
    func whatWouldBeSentAsSomethingElseIsRefused(_ kind: ClientKind, request: HTTPRequest) async {
        let error = await #expect(throws: (any Error).self) { try await kind.client().collect(request) }
        #expect((error as? any HTTPTransportError)?.cause == .broken)
    }
}
