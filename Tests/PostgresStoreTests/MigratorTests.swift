import FoundationEssentials
import PlatformModel
import PostgresClient
import Testing

@testable import PostgresStore

@Suite("Migrations")
struct MigratorTests {
    @Test("an empty database gets the schema once")
    func migratesOnce() async throws {
        let fixture = try await StoreFixture.create(migrate: false)
        #expect(try await fixture.database.migrate() == Migration.all.map(\.name))
        #expect(try await fixture.database.migrate() == [])
        let recorded = try await fixture.sql { try Migrator.applied(on: $0) }
        #expect(recorded.map(\.checksum) == Migration.all.map(\.checksum))
    }

    @Test("of several processes that migrate at once one does the work and all succeed")
    func concurrentMigrators() async throws {
        let fixture = try await StoreFixture.create(migrate: false)
        let applied = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let database = try StoreFixture.open(fixture.url)
                    defer { database.close() }
                    return try await database.migrate()
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(applied == Migration.all.map(\.name))
    }

    @Test("a step that fails leaves nothing of itself, and the steps before it")
    func failingStep() async throws {
        let fixture = try await StoreFixture.create(migrate: false)
        let good = Migration(version: 1, name: "good", sql: "CREATE TABLE good ()")
        let bad = Migration(version: 2, name: "bad", sql: "CREATE TABLE half (); SELECT nonsense")
        try await fixture.sql { connection in
            #expect(throws: PostgresError.self) { try Migrator(migrations: [good, bad]).run(on: connection) }
            let left = try connection.query("SELECT to_regclass('good')::text, to_regclass('half')::text")
                .decodeOnly((String?, String?).self)
            #expect(left == ("good", nil))
            #expect(try Migrator.applied(on: connection).map(\.name) == ["good"])
            let mended = Migration(version: 2, name: "bad", sql: "CREATE TABLE half ()")
            #expect(try Migrator(migrations: [good, mended]).run(on: connection) == ["bad"])
        }
    }

    @Test("a database of a newer program is refused")
    func newerDatabase() async throws {
        let fixture = try await StoreFixture.create()
        try await fixture.sql { connection in
            try connection.query(
                "INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, 'future', 'x')")
        }
        let error = await #expect(throws: PlatformError.self) { try await fixture.database.migrate() }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("newer than this program") == true)
    }

    @Test("a database whose history was edited is refused")
    func editedHistory() async throws {
        let fixture = try await StoreFixture.create()
        try await fixture.sql { try $0.query("UPDATE schema_migrations SET checksum = 'x' WHERE version = 1") }
        let error = await #expect(throws: PlatformError.self) { try await fixture.database.migrate() }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("different history") == true)
    }

    @Test("without tables the store says what to run")
    func unmigrated() async throws {
        let fixture = try await StoreFixture.create(migrate: false)
        let error = await #expect(throws: PlatformError.self) { try await fixture.database.users() }
        #expect(error?.message.contains("paastechd migrate") == true)
    }

    @Test("every file of the folder is listed")
    func completeList() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Adapters/PostgresStore/Migrations")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".sql") }
        let listed = Migration.all.map { migration in
            let number = String(migration.version)
            return String(repeating: "0", count: 4 - number.count) + number + "_\(migration.name).sql"
        }
        #expect(files.sorted() == listed)
    }
}
