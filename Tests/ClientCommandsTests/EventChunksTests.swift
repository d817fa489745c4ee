import CurlClient
import Glibc
import LinuxSystem
import TestSupport
import Testing

@testable import ClientCommands

@Suite("A quiet stream and a dead one")
struct EventChunksTests {
    /// A peer on the loopback that sends the head of a stream and then behaves as the test says, on a thread of its own.
    private func open(
        silenceLimit: Duration, _ behave: @escaping @Sendable (Descriptor) throws -> Void
    ) async throws -> EventChunks {
        let port = try LoopbackPort.free()
        let listener = try Self.listen(on: port)
        // Not awaited: it ends with its connection, which the test ends by reading to the end or letting go.
        Task {
            try await Tool.offPool {
                guard let connection = try listener.acceptConnection() else { return }
                var request = [UInt8](repeating: 0, count: 4096)
                _ = try request.withUnsafeMutableBytes { try connection.read(into: $0) }
                try connection.writeAll("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n".utf8)
                try behave(connection)
            }
        }
        let response = try await CurlClient().execute(HTTPRequest("GET", "http://127.0.0.1:\(port)/"))
        return EventChunks(body: response.body, silenceLimit: silenceLimit)
    }

    private static func listen(on port: Int) throws -> Descriptor {
        let listener = Descriptor(owning: socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let failed = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener.rawValue, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) != 0
                    || Glibc.listen(listener.rawValue, 1) != 0
            }
        }
        try #require(!failed)
        return listener
    }

    @Test("every heartbeat begins the time anew, and the stream's end is an end")
    func heartbeats() async throws {
        let chunks = try await open(silenceLimit: .seconds(3)) { connection in
            for _ in 0..<8 {
                try connection.writeAll(":\n\n".utf8)
                usleep(500_000)
            }
        }
        var bytes: [UInt8] = []
        while let more = try await chunks.next() { bytes += more }
        #expect(String(decoding: bytes, as: UTF8.self) == String(repeating: ":\n\n", count: 8))
    }

    @Test("silence is a lost connection, said in words")
    func silence() async throws {
        let chunks = try await open(silenceLimit: .milliseconds(300)) { connection in
            // Readable when the client has hung up.
            _ = try connection.wait(for: .reading, milliseconds: 30_000)
        }
        let error = await #expect(throws: CurlError.self) { try await chunks.next() }
        #expect(error?.code == .timedOut)
        #expect(error?.message == "nothing came for 0.3 s")
    }
}
