import TestSupport
import Testing

@testable import PostgresClient

/// Kills servers of its own; the shared one stays up for the other suites.
@Suite("After the server was killed", .serialized)
struct ServerRestartTests {
    private func withCluster(
        _ body: @Sendable (PrivatePostgres, PostgresConfiguration) async throws -> Void
    ) async throws {
        let cluster = try await onOwnThread { try PrivatePostgres.start() }
        do {
            try await body(cluster, try PostgresConfiguration(url: cluster.url()))
        } catch {
            try await onOwnThread { cluster.remove() }
            throw error
        }
        try await onOwnThread { cluster.remove() }
    }

    @Test("a pool recovers by itself; meanwhile it says the server is away")
    func poolRecovers() async throws {
        try await withCluster { cluster, configuration in
            let pool = PostgresPool(configuration)
            #expect(try await pool.run { try $0.query("SELECT 1").decodeOnly(Int.self) } == 1)
            try await onOwnThread { try cluster.kill() }
            let error = await #expect(throws: PostgresError.self) {
                try await pool.run { try $0.query("SELECT 1").count }
            }
            #expect(error?.isUnavailable == true)
            #expect(error?.isTransient == true)
            try await onOwnThread { try cluster.launch() }
            #expect(try await pool.run { try $0.query("SELECT 2").decodeOnly(Int.self) } == 2)
            try await onOwnThread {
                try cluster.stop()
                try cluster.launch()
            }
            #expect(try await pool.run { try $0.query("SELECT 3").decodeOnly(Int.self) } == 3)
            pool.close()
        }
    }

    @Test("a patient pool waits for the server instead of failing")
    func patientPool() async throws {
        try await withCluster { cluster, configuration in
            var limits = PostgresPool.Limits()
            limits.reconnectPatience = .seconds(60)
            let pool = PostgresPool(configuration, limits: limits)
            #expect(try await pool.run { try $0.query("SELECT 1").decodeOnly(Int.self) } == 1)
            try await onOwnThread { try cluster.kill() }
            async let answer = pool.run(.idempotent) { try $0.query("SELECT 2").decodeOnly(Int.self) }
            try await onOwnThread { try cluster.launch() }
            #expect(try await answer == 2)
            pool.close()
        }
    }

    @Test("a listener listens again, and says that messages may have been missed")
    func listenerRecovers() async throws {
        try await withCluster { cluster, configuration in
            let listener = try PostgresListener(configuration, channels: ["news"])
            var events = listener.events().makeAsyncIterator()
            #expect(await events.next() == .connected)
            let speak = { @Sendable (text: String) in
                try await onOwnThread { try PostgresConnection(configuration).notify("news", payload: text) }
            }
            try await speak("one")
            #expect(await events.next() == .notification(PostgresNotification(channel: "news", payload: "one")))
            try await onOwnThread {
                try cluster.kill()
                try cluster.launch()
            }
            #expect(await events.next() == .connected)
            try await speak("two")
            #expect(await events.next() == .notification(PostgresNotification(channel: "news", payload: "two")))
            listener.stop()
            #expect(await events.next() == nil)
        }
    }
}
