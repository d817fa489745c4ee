import Synchronization
import Testing

@testable import PostgresClient

@Suite("A pool of connections")
struct PostgresPoolTests {
    private func pool(_ connections: Int, acquireTimeout: Duration = .seconds(20)) async throws -> PostgresPool {
        var limits = PostgresPool.Limits()
        limits.connections = connections
        limits.acquireTimeout = acquireTimeout
        return PostgresPool(try await Database.create().configuration, limits: limits)
    }

    private static func backend(_ connection: PostgresConnection) throws -> Int {
        try connection.query("SELECT pg_backend_pid()").decodeOnly(Int.self)
    }

    @Test("a connection is used again")
    func reuses() async throws {
        let pool = try await pool(4)
        let first = try await pool.run { try Self.backend($0) }
        let second = try await pool.run { try Self.backend($0) }
        #expect(first == second)
        pool.close()
    }

    @Test("callers beyond the bound wait their turn, and no more connections are open than allowed")
    func bounded() async throws {
        let pool = try await pool(3)
        let backends = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    try await pool.run { connection in
                        try connection.query("SELECT pg_sleep(0.002)")
                        return try Self.backend(connection)
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect((1...3).contains(backends.count))
        pool.close()
    }

    @Test("waiting for a busy pool ends with a sentence")
    func exhaustion() async throws {
        let pool = try await pool(1, acquireTimeout: .milliseconds(50))
        let error = try await onOwnThread {
            try pool.withConnection { _ in
                #expect(throws: PostgresError.self) { try pool.withConnection { _ in } }
            }
        }
        #expect(error?.code == .poolExhausted)
        #expect(error?.isUnavailable == true)
        #expect(try await pool.run { try $0.query("SELECT 1").decodeOnly(Int.self) } == 1)
        pool.close()
    }

    @Test("a connection left inside a transaction is thrown away")
    func discardsOpenTransactions() async throws {
        let pool = try await pool(1)
        let first = try await pool.run { connection in
            try connection.query("BEGIN")
            return try Self.backend(connection)
        }
        #expect(try await pool.run { try Self.backend($0) } != first)
        pool.close()
    }

    @Test("an idle connection that the server closed is replaced unnoticed")
    func replacesClosedConnections() async throws {
        let pool = try await pool(1)
        let first = try await pool.run { try Self.backend($0) }
        try await Database(configuration: pool.configuration).withConnection { other in
            try other.terminate(first)
        }
        let counter = Counter()
        let second = try await pool.run { connection in
            counter.increment()
            return try Self.backend(connection)
        }
        #expect(second != first)
        #expect(counter.value == 1)
        pool.close()
    }

    @Test("work whose connection breaks runs again only if the caller said it may")
    func repeatsIdempotentWork() async throws {
        let pool = try await pool(2)
        for (retry, expected) in [(PostgresRetry.ifNeverSent, 1), (.idempotent, 2)] {
            let counter = Counter()
            let work = { @Sendable (connection: PostgresConnection) throws -> Bool in
                counter.increment()
                let backend = try Self.backend(connection)
                if counter.value == 1 {
                    let other = try PostgresConnection(pool.configuration)
                    try other.terminate(backend)
                }
                try connection.query("SELECT 1")
                return connection.isRepeating
            }
            if expected == 1 {
                let error = await #expect(throws: PostgresError.self) { try await pool.run(retry, work) }
                #expect(error?.code == .connectionLost)
            } else {
                #expect(try await pool.run(retry, work))
            }
            #expect(counter.value == expected)
        }
        pool.close()
    }

    @Test("a closed pool says so")
    func closes() async throws {
        let pool = try await pool(1)
        pool.close()
        let blocking = await #expect(throws: PostgresError.self) {
            try await onOwnThread { try pool.withConnection { _ in } }
        }
        #expect(blocking?.code == .closed)
        let async = await #expect(throws: PostgresError.self) { try await pool.run { _ in } }
        #expect(async?.code == .closed)
    }

    @Test("a body's own error passes through and the connection stays")
    func passesErrors() async throws {
        struct Refusal: Error {}
        let pool = try await pool(1)
        let first = try await pool.run { try Self.backend($0) }
        await #expect(throws: Refusal.self) { try await pool.run { _ in throw Refusal() } }
        #expect(try await pool.run { try Self.backend($0) } == first)
        pool.close()
    }
}

/// Counts calls from any thread.
final class Counter: Sendable {
    private let count = Atomic(0)

    var value: Int { count.load(ordering: .sequentiallyConsistent) }

    func increment() {
        count.add(1, ordering: .sequentiallyConsistent)
    }
}

extension PostgresConnection {
    /// Ends another session and waits until it is gone.
    func terminate(_ backend: Int) throws {
        #expect(try query("SELECT pg_terminate_backend(\(backend)::int, 10000)").decodeOnly(Bool.self))
    }
}
