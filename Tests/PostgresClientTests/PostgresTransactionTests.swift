import Testing

@testable import PostgresClient

@Suite("Transactions")
struct PostgresTransactionTests {
    private struct Change: Error {}

    @Test("a body that returns commits, one that throws rolls back")
    func commitsOrRollsBack() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            try connection.executeScript(unescaped: "CREATE TABLE t (n int)")
            try connection.transaction { try $0.query("INSERT INTO t VALUES (1)") }
            #expect(throws: Change.self) {
                try connection.transaction { connection in
                    try connection.query("INSERT INTO t VALUES (2)")
                    throw Change()
                }
            }
            #expect(try connection.query("SELECT n FROM t").decodeOnly(Int.self) == 1)
        }
    }

    @Test("a transaction inside a transaction is refused")
    func refusesNesting() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            let error = #expect(throws: PostgresError.self) {
                try connection.transaction { try $0.transaction { _ in } }
            }
            #expect(error?.code == .transaction)
            let answer = try connection.transaction { try $0.query("SELECT 1").decodeOnly(Int.self) }
            #expect(answer == 1)
        }
    }

    @Test("a body that swallows an error does not believe it committed")
    func noticesFailedTransaction() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            let error = #expect(throws: PostgresError.self) {
                try connection.transaction { connection in _ = try? connection.query("SELECT 1/0") }
            }
            #expect(error?.code == .transaction)
        }
    }

    @Test("a serialization failure runs the body again when it may")
    func repeatsSerializationFailures() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            try connection.executeScript(unescaped: "CREATE TABLE t (n int); INSERT INTO t VALUES (1)")
            let other = try PostgresConnection(database.configuration)
            var runs = 0
            let increment = { (connection: PostgresConnection) throws -> Void in
                runs += 1
                let n = try connection.query("SELECT n FROM t").decodeOnly(Int.self)
                if runs == 1 { try other.query("UPDATE t SET n = n + 10") }
                try connection.query("UPDATE t SET n = \(n + 1)")
            }
            let error = #expect(throws: PostgresError.self) { try connection.transaction(.serializable, increment) }
            #expect(error?.isConcurrencyFailure == true)
            runs = 0
            try connection.transaction(.serializable, attempts: 2, increment)
            #expect(runs == 2)
            #expect(try connection.query("SELECT n FROM t").decodeOnly(Int.self) == 22)
        }
    }

    @Test("the isolation level reaches the server")
    func isolation() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            for (level, name) in [
                (PostgresIsolation.readCommitted, "read committed"), (.repeatableRead, "repeatable read"),
                (.serializable, "serializable"),
            ] {
                let seen = try connection.transaction(level) { connection in
                    try connection.query("SELECT current_setting('transaction_isolation')").decodeOnly(String.self)
                }
                #expect(seen == name)
            }
        }
    }
}
