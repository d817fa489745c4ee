import Glibc
import HTTPExchange
import Testing

/// Neither side of a transfer makes the other's data pile up in memory.
struct BackPressureTests {
    private static let chunk = [UInt8](repeating: 7, count: 64 << 10)

    @Test(arguments: ClientKind.allCases)
    func unreadResponseStopsThePeer(_ kind: ClientKind) async throws {
        let written = Counter()
        let total = 64 << 20
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(total)\r\n\r\n")
            while written.value < total, connection.write(Self.chunk) { written.add(Self.chunk.count) }
        }
        defer { peer.close() }
        let response = try await kind.client().execute(HTTPRequest("GET", peer.url))
        let stopped = await settles(written)
        #expect(stopped < total / 2)
        var received = 0
        for try await bytes in response.body { received += bytes.count }
        #expect(received == total)
    }

    @Test(arguments: ClientKind.allCases)
    func unreadRequestStopsTheProducer(_ kind: ClientKind) async throws {
        let mayRead = Counter()
        let total = 64 << 20
        let peer = try ScriptedPeer { connection in
            _ = try connection.readHead()
            while mayRead.value == 0 { usleep(1_000) }
            _ = try connection.read(total)
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        }
        defer { peer.close() }
        let produced = Counter()
        let body = AsyncThrowingStream<[UInt8], any Error> {
            guard produced.value < total else { return nil }
            produced.add(Self.chunk.count)
            return Self.chunk
        }
        async let response = kind.client().collect(
            HTTPRequest("PUT", peer.url, body: .stream(length: Int64(total), body)))
        let stopped = await settles(produced)
        #expect(stopped > 0 && stopped < total / 2)
        mayRead.add(1)
        #expect(try await response.status == 200)
        #expect(produced.value == total)
    }

    @Test(arguments: ClientKind.allCases)
    func streamOfUnknownLengthIsChunked(_ kind: ClientKind) async throws {
        let peer = try ScriptedPeer { connection in
            let head = try connection.readHead() ?? ""
            let isChunked = head.lowercased().contains("transfer-encoding: chunked\r\n")
            let body = try connection.read("3\r\nabc\r\n".utf8.count)
            let isRight = isChunked && body == Array("3\r\nabc\r\n".utf8)
            connection.write("HTTP/1.1 \(isRight ? 200 : 400) OK\r\nContent-Length: 0\r\n\r\n")
            _ = try connection.readToEnd()
        }
        defer { peer.close() }
        let body = AsyncThrowingStream<[UInt8], any Error> { continuation in
            // Never finished: the peer answers before the end.
            continuation.yield(Array("abc".utf8))
        }
        let response = try await kind.client().execute(HTTPRequest("PUT", peer.url, body: .stream(body)))
        #expect(response.status == 200)
    }

    /// Waits until the count is above zero and has stood still for a while.
    private func settles(_ counter: Counter) async -> Int {
        var last = -1
        var still = 0
        while still < 40 {
            try? await Task.sleep(for: .milliseconds(5))
            still = counter.value == last && last > 0 ? still + 1 : 0
            last = counter.value
        }
        return last
    }
}
