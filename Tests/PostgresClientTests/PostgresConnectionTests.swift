import FoundationEssentials
import Glibc
import Testing

@testable import PostgresClient

@Suite("One connection")
struct PostgresConnectionTests {
    @Test("session settings arrive with the connection")
    func sessionSettings() async throws {
        var database = try await Database.create()
        database = Database(configuration: withTimeouts(database.configuration))
        try await database.withConnection { connection in
            let settings = try connection.query(
                """
                SELECT current_setting('application_name'), current_setting('statement_timeout'),
                    current_setting('lock_timeout'), current_setting('TimeZone'), current_setting('client_encoding')
                """
            ).decodeOnly((String, String, String, String, String).self)
            #expect(settings == ("test", "1500ms", "250ms", "UTC", "UTF8"))
        }
    }

    private func withTimeouts(_ configuration: PostgresConfiguration) -> PostgresConfiguration {
        var configuration = configuration
        configuration.statementTimeout = .milliseconds(1500)
        configuration.lockTimeout = .milliseconds(250)
        return configuration
    }

    @Test("affected rows are counted, and no rows are no error")
    func countsRows() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            try connection.executeScript(unescaped: "CREATE TABLE t (n int)")
            #expect(try connection.execute("INSERT INTO t SELECT generate_series(1, \(5))") == 5)
            #expect(try connection.execute("UPDATE t SET n = 0 WHERE n > \(3)") == 2)
            #expect(try connection.query("SELECT n FROM t WHERE n = \(99)").decodeFirst(Int.self) == nil)
            #expect(throws: PostgresError.self) { try connection.query("SELECT n FROM t").decodeOnly(Int.self) }
        }
    }

    @Test("a statement over its time is canceled by the server, and the connection goes on")
    func statementTimeout() async throws {
        var configuration = try await Database.create().configuration
        configuration.statementTimeout = .milliseconds(50)
        try await Database(configuration: configuration).withConnection { connection in
            let error = #expect(throws: PostgresError.self) { try connection.query("SELECT pg_sleep(30)") }
            #expect(error?.sqlState == .queryCanceled)
            #expect(error?.isTransient == true)
            let answer = try connection.query("SELECT 1").decodeOnly(Int.self)
            #expect(answer == 1)
        }
    }

    @Test("a server that stops answering is given up on")
    func silentServer() async throws {
        var configuration = try await Database.create().configuration
        configuration.statementTimeout = .milliseconds(50)
        try await Database(configuration: configuration).withConnection { connection in
            let backend = pid_t(try connection.query("SELECT pg_backend_pid()").decodeOnly(Int.self))
            kill(backend, SIGSTOP)
            defer { kill(backend, SIGCONT) }
            let error = #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
            #expect(error?.code == .timedOut)
            #expect(!connection.isUsable)
            let next = #expect(throws: PostgresError.self) { try connection.query("SELECT 1") }
            #expect(next?.code == .connectionLost)
            #expect(next?.wasSent == false)
        }
    }

    @Test("a server that is not there is named")
    func noServer() async throws {
        let configuration = PostgresConfiguration(
            socketDirectory: "/nonexistent", database: "x", user: "x", password: "opensesame")
        let error = await #expect(throws: PostgresError.self) {
            try await onOwnThread { _ = try PostgresConnection(configuration).isUsable }
        }
        #expect(error?.code == .connectionFailed)
        #expect(error?.isUnavailable == true)
        #expect(error?.description == "cannot connect to PostgreSQL at /nonexistent/.s.PGSQL.5432")
    }

    @Test("a database that is not there is no passing trouble")
    func noDatabase() async throws {
        let configuration = try await Database.create().configuration.withDatabase("nowhere")
        let error = await #expect(throws: PostgresError.self) {
            try await onOwnThread { _ = try PostgresConnection(configuration).isUsable }
        }
        #expect(error?.sqlState == .invalidCatalogName)
        #expect(error?.isTransient == false)
    }

    @Test("a connect deadline holds against a server that accepts and says nothing")
    func connectTimeout() async throws {
        let listener = try SilentListener()
        var configuration = PostgresConfiguration(socketDirectory: listener.directory, database: "x", user: "x")
        configuration.connectTimeout = .milliseconds(100)
        let error = await #expect(throws: PostgresError.self) {
            try await onOwnThread { [configuration] in _ = try PostgresConnection(configuration).isUsable }
        }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message.contains("did not answer within") == true)
        withExtendedLifetime(listener) {}
    }

    @Test("a script is all or nothing")
    func scripts() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            #expect(throws: PostgresError.self) {
                try connection.executeScript(unescaped: "CREATE TABLE a (); CREATE TABLE b (); SELECT nonsense")
            }
            let table = try connection.query("SELECT to_regclass('a')::text").decodeOnly(String?.self)
            #expect(table == nil)
        }
    }

    @Test("a prepared statement survives a change of its table")
    func staleStatements() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            try connection.executeScript(unescaped: "CREATE TABLE t (n int); INSERT INTO t VALUES (1)")
            func columns() throws -> Int {
                try #require(try connection.query("SELECT * FROM t").first).result.columns.count
            }
            for _ in 0..<3 { #expect(try columns() == 1) }
            try connection.executeScript(unescaped: "ALTER TABLE t ADD m int")
            #expect(try columns() == 2)
            for _ in 0..<3 { #expect(try columns() == 2) }
            try connection.executeScript(unescaped: "DEALLOCATE ALL")
            #expect(try columns() == 2)
        }
    }

    @Test("more statements than the cache holds leave no more than it holds on the server")
    func evictedStatements() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            for round in 0..<3 {
                for number in 0..<100 {
                    for _ in 0..<2 {
                        let query: PostgresQuery = "SELECT \(round) + \(unescaped: String(number))"
                        #expect(try connection.query(query).decodeOnly(Int.self) == round + number)
                    }
                }
            }
            let held = try connection.query("SELECT count(*) FROM pg_prepared_statements").decodeOnly(Int.self)
            #expect((1...65).contains(held))
        }
    }

    @Test("values larger than the socket's buffers pass")
    func largeValues() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            let data = Data((0..<8_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            let echo = try connection.query("SELECT \(data)").decodeOnly(Data.self)
            #expect(echo == data)
        }
    }
}
