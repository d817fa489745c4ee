import PlatformModel
import PostgresClient
import Testing

@testable import PostgresStore

@Suite("What an operator is told about the database")
struct ExaminationTests {
    private func finding(
        _ subject: DatabaseFinding.Subject, _ fixture: StoreFixture
    ) async throws -> DatabaseFinding {
        try #require(await fixture.database.examine().first { $0.subject == subject })
    }

    @Test("a healthy database: every subject, all but the test cluster's own durability")
    func healthy() async throws {
        let fixture = try await StoreFixture.create()
        let findings = await fixture.database.examine()
        #expect(findings.map(\.subject) == DatabaseFinding.Subject.allCases)
        for finding in findings where finding.subject != .durability {
            #expect(finding.isGood, "\(finding)")
            #expect(finding.remedy == nil)
        }
        // The cluster of the tests runs without fsync, and is told so.
        let durability = try #require(findings.first { $0.subject == .durability })
        #expect(!durability.isGood)
        #expect(durability.message.contains("fsync"))
    }

    @Test("missing migrations come with the command that runs them")
    func behind() async throws {
        let fixture = try await StoreFixture.create(migrate: false)
        let finding = try await finding(.migrations, fixture)
        #expect(!finding.isGood)
        #expect(finding.remedy == "run: paastechd migrate")
        #expect(try await fixture.sql { try Migrator.applied(on: $0) }.isEmpty)
    }

    @Test("a database of another program version is found out")
    func newer() async throws {
        let fixture = try await StoreFixture.create()
        try await fixture.sql { try $0.query("UPDATE schema_migrations SET checksum = 'x'") }
        let finding = try await finding(.migrations, fixture)
        #expect(!finding.isGood)
        #expect(finding.message.contains("different history"))
    }

    @Test("a server that is away is named, without the password")
    func unreachable() async throws {
        let database = try StoreFixture.open("postgresql://ada:opensesame@/shop?host=/nonexistent&port=5433")
        let findings = await database.examine()
        #expect(findings.map(\.subject) == [.connection])
        #expect(findings[0].message.contains("/nonexistent/.s.PGSQL.5433"))
        #expect(!findings[0].message.contains("opensesame"))
        #expect(findings[0].remedy?.contains("PAASTECH_DATABASE_URL") == true)
    }
}
