import FoundationEssentials
import Testing

@testable import PostgresClient

@Suite("Security: values never become SQL")
struct SQLInjectionTests {
    static let hostile = [
        "'; DROP TABLE victims; --", "\\'; DROP TABLE victims; --", "$1", "' OR '1'='1", "\u{02BC}; SELECT 1",
        "{\"a\",NULL}", "%", "a\nb", "\"; LISTEN x; --",
    ]

    @Test("ValueEndsItsStringLiteral", arguments: hostile)
    func valueStaysAValue(value: String) async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            try connection.executeScript(
                unescaped: "CREATE TABLE victims (name text); INSERT INTO victims VALUES ('x')")
            // Three times: as text, while it is prepared, and prepared.
            for _ in 0..<3 {
                #expect(try connection.query("SELECT \(value)::text").decodeOnly(String.self) == value)
                #expect(try connection.query("SELECT name FROM victims WHERE name = \(value)").isEmpty)
            }
            try connection.query("INSERT INTO victims VALUES (\(value))")
            let stored = try connection.query("SELECT name FROM victims ORDER BY ctid").map {
                try $0.decode(String.self)
            }
            #expect(stored == ["x", value])
        }
    }

    @Test("ArrayElementEndsItsArray", arguments: hostile)
    func arrayElementStaysAnElement(value: String) async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            let elements = try connection.query("SELECT unnest(\([value, "last"]))").map { try $0.decode(String.self) }
            #expect(elements == [value, "last"])
        }
    }

    @Test("NULByteCutsTheStatementShort")
    func refusesNUL() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            let bound = #expect(throws: PostgresError.self) { try connection.query("SELECT \("admin\0x")::text") }
            #expect(bound?.code == .invalidParameter)
            let raw = #expect(throws: PostgresError.self) {
                try connection.query("SELECT 1 \(unescaped: "\0") WHERE false")
            }
            #expect(raw?.code == .invalidParameter)
            #expect(throws: PostgresError.self) { try connection.executeScript(unescaped: "SELECT 1\0; garbage") }
            let array = #expect(throws: PostgresError.self) { try connection.query("SELECT \(["admin\0x"])") }
            #expect(array?.code == .server)
        }
    }

    @Test("ChannelNameEndsItsIdentifier", arguments: hostile.filter { $0.utf8.count < 64 })
    func channelNameStaysAName(channel: String) async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            try connection.executeScript(unescaped: "CREATE TABLE victims ()")
            try connection.listen(to: channel)
            try connection.notify(channel, payload: channel)
            let heard = try connection.waitForNotification(timeout: .seconds(5))
            #expect(heard == PostgresNotification(channel: channel, payload: channel))
            #expect(try connection.query("SELECT FROM victims").isEmpty)
        }
    }

    @Test("ErrorRepeatsAValue")
    func errorsHideValues() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            try connection.executeScript(
                unescaped: "CREATE TABLE t (secret text CONSTRAINT t_unique UNIQUE, n int CHECK (n > 0))")
            try connection.query("INSERT INTO t VALUES (\("hunter2"), 1)")
            let errors = [
                #expect(throws: PostgresError.self) { try connection.query("INSERT INTO t VALUES (\("hunter2"), 1)") },
                #expect(throws: PostgresError.self) { try connection.query("INSERT INTO t VALUES (\("hunter2"), 0)") },
                #expect(throws: PostgresError.self) { try connection.query("SELECT \("hunter2")::uuid") },
                #expect(throws: PostgresError.self) { try connection.query("SELECT \("hunter2")::text::int") },
            ]
            for error in errors {
                let error = try #require(error)
                #expect(!error.description.contains("hunter2"))
                #expect(!String(reflecting: error).contains("hunter2"))
            }
            #expect(errors[0]?.sqlState == .uniqueViolation)
            #expect(errors[0]?.constraint == "t_unique")
        }
    }
}
