import FoundationEssentials
import Testing

@testable import PostgresClient

@Suite("Values survive the way to the server and back")
struct PostgresValueTests {
    @Test("every type, as a value and as NULL")
    func roundTrips() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            func check<Value: PostgresEncodable & PostgresDecodable & Equatable>(_ value: Value, _ type: String) throws
            {
                let bound: PostgresQuery = "SELECT \(value)::\(unescaped: type), \(Value?.none)::\(unescaped: type)"
                let (same, null) = try connection.query(bound).decodeOnly((Value, Value?).self)
                #expect(same == value, "\(type)")
                #expect(null == nil, "\(type)")
            }
            try check(true, "bool")
            try check(Int.max, "int8")
            try check(-7, "int2")
            try check(1 << 30, "int4")
            try check(0.1, "float8")
            try check("naïve 🍒 \\ ' \" %", "text")
            try check(UUID(), "uuid")
            try check(Date(timeIntervalSince1970: 1_700_000_000.25), "timestamptz")
            try check(Date(timeIntervalSince1970: -5), "timestamptz")
            try check(Date.distantFuture, "timestamptz")
            try check(Duration.microseconds(61_000_001), "interval")
            try check(Data([0, 1, 255, 39, 92]), "bytea")
            try check(Data(), "bytea")
            try check(PostgresJSON(text: #"{"a": [1, "\""]}"#), "jsonb")
            try check(["a", "", "NULL", #"{"x",\}"#], "text[]")
            try check([String](), "text[]")
            try check([1, -1], "int8[]")
            try check([UUID(), UUID()], "uuid[]")
        }
    }

    @Test("instants keep their microseconds")
    func keepsMicroseconds() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            let date = try connection.query("SELECT '2026-11-24 06:09:11.123457+02'::timestamptz").decodeOnly(Date.self)
            let text = try connection.query("SELECT \(date)::text").decodeOnly(String.self)
            #expect(text == "2026-11-24 04:09:11.123457+00")
        }
    }

    @Test("a wrong type, a NULL, an unknown column and a wrong width are told apart")
    func refusesMismatches() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            let rows = try connection.query("SELECT 1 AS one, NULL::text AS nothing")
            let row = try #require(rows.first)
            #expect(throws: PostgresError.self) { try row.get("one", as: String.self) }
            #expect(throws: PostgresError.self) { try row.get("nothing", as: String.self) }
            #expect(throws: PostgresError.self) { try row.get("three", as: Int.self) }
            #expect(throws: PostgresError.self) { try row.decode((Int, String?, Int).self) }
            #expect(try row.decode((Int, String?).self) == (1, nil))
            #expect(try row.get("one", as: Int.self) == 1)
        }
    }

    @Test("a raw value the program does not know is an error, not a guess")
    func refusesUnknownRawValues() async throws {
        enum Colour: String, PostgresDecodable, Equatable { case red }
        let database = try await Database.create()
        try await database.withConnection { connection in
            let known = try connection.query("SELECT 'red'").decodeOnly(Colour.self)
            #expect(known == .red)
            #expect(throws: PostgresError.self) { try connection.query("SELECT 'blue'").decodeOnly(Colour.self) }
        }
    }

    @Test("one text with values of changing types is never read as another type")
    func changingTypes() async throws {
        let database = try await Database.create()
        try await database.withConnection { connection in
            for round in 0..<4 {
                let integer = try connection.query("SELECT \(round)").decodeOnly(Int.self)
                let float = try connection.query("SELECT \(Double(round) + 0.5)").decodeOnly(Double.self)
                #expect(integer == round)
                #expect(float == Double(round) + 0.5)
            }
        }
    }
}
