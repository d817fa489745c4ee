import PlatformModel
import Testing

@testable import PostgresStore

@Suite("What a migration has left to do")
struct MigrationPlanTests {
    private let known = [
        Migration(version: 1, name: "first", sql: "CREATE TABLE a ()"),
        Migration(version: 2, name: "second", sql: "CREATE TABLE b ()"),
    ]

    private func row(_ migration: Migration) -> MigrationPlan.Applied {
        MigrationPlan.Applied(version: migration.version, name: migration.name, checksum: migration.checksum)
    }

    @Test("an empty database gets everything, in order")
    func everything() throws {
        #expect(try MigrationPlan(known: known, applied: []).pending == known)
    }

    @Test("a current database gets nothing")
    func nothing() throws {
        #expect(try MigrationPlan(known: known, applied: known.map(row)).pending.isEmpty)
    }

    @Test("a database behind gets the rest")
    func rest() throws {
        #expect(try MigrationPlan(known: known, applied: [row(known[0])]).pending == [known[1]])
    }

    @Test("a newer database is refused by name")
    func newer() {
        let third = Migration(version: 3, name: "third", sql: "")
        let error = #expect(throws: PlatformError.self) {
            try MigrationPlan(known: known, applied: (known + [third]).map(row))
        }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("migration 3 \"third\"") == true)
    }

    @Test("an edited migration is refused")
    func edited() {
        let edited = Migration(version: 1, name: "first", sql: "CREATE TABLE a (x int)")
        let error = #expect(throws: PlatformError.self) {
            try MigrationPlan(known: known, applied: [row(edited)])
        }
        #expect(error?.code == .conflict)
    }

    @Test("the embedded migrations count up from 1 and have text")
    func embedded() {
        #expect(Migration.all.map(\.version) == Array(1...Migration.all.count))
        for migration in Migration.all { #expect(!migration.sql.isEmpty) }
    }

    @Test("the checksum is SHA-256 in hexadecimal")
    func checksum() {
        // From FIPS 180-4's example "abc".
        #expect(
            Migration(version: 1, name: "", sql: "abc").checksum
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
