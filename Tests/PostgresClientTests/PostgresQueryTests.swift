import FoundationEssentials
import Testing

@testable import PostgresClient

@Suite("Statements keep values out of their text")
struct PostgresQueryTests {
    @Test("an interpolated value is bound")
    func bindsValues() {
        let name = "x'; DROP TABLE users; --"
        let query: PostgresQuery = "SELECT id FROM users WHERE name = \(name) AND age > \(18)"
        #expect(query.sql == "SELECT id FROM users WHERE name = $1 AND age > $2")
        #expect(query.parameters == [name.postgresParameter, 18.postgresParameter])
    }

    @Test("nil binds NULL of the type")
    func bindsNull() {
        let id: UUID? = nil
        let query: PostgresQuery = "SELECT \(id)"
        #expect(query.parameters.map(\.type) == [.uuid])
        #expect(query.parameters[0].bytes == nil)
    }

    @Test("parts bring their values along and are renumbered")
    func nestsParts() {
        let condition: PostgresQuery = "WHERE a = \(1) OR b = \(2)"
        let query: PostgresQuery = "SELECT \(0) FROM t \(condition) LIMIT \(3)"
        #expect(query.sql == "SELECT $1 FROM t WHERE a = $2 OR b = $3 LIMIT $4")
        #expect(query.parameters == [0, 1, 2, 3].map(\.postgresParameter))
    }

    @Test("text needs the label to become part of the statement")
    func insertsLabelledText() {
        let query: PostgresQuery = "SELECT \(unescaped: "now()") WHERE \(true)"
        #expect(query.sql == "SELECT now() WHERE $1")
    }

    @Test("neither queries nor parameters describe values")
    func hidesValues() {
        let query: PostgresQuery = "SELECT \("a-secret")"
        var dumped = ""
        dump(query, to: &dumped)
        for text in ["\(query)", String(reflecting: query), dumped] { #expect(!text.contains("a-secret")) }
    }
}
