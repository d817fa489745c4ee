import PlatformModel
import PostgresClient
import Testing

@testable import PostgresStore

/// What the database refuses even from a program that forgot to check.
@Suite("The schema's own rules")
struct SchemaTests {
    private static let user = "INSERT INTO users (id, username, email) VALUES (gen_random_uuid(), "

    @Test(
        "names that are no labels are refused",
        arguments: ["Al", "al", "-al", "al-", "a--l", "xn-al", "1al", "a_l", "al\n", "ál1", "a.l", ""])
    func names(name: String) async throws {
        let fixture = try await StoreFixture.create()
        let error = await #expect(throws: PostgresError.self) {
            try await fixture.sql { try $0.execute("\(unescaped: Self.user)\(name), 'a@b')") }
        }
        #expect(error?.sqlState == .checkViolation)
        #expect(error?.constraint == "user_name_is_label")
    }

    @Test(
        "the database's labels are the model's labels",
        arguments: [
            "abc", "a-b-c", "a1b", "xna", "xn", "xn-a", "a--b", "a-", "-a", "9ab", "aBc", "a b",
            "abcdefghijabcdefghijabcdefghij",
            "abcdefghijabcdefghijabcdefghijk",
        ])
    func agreesWithModel(name: String) async throws {
        let fixture = try await StoreFixture.create()
        let inModel = (try? ProjectName(parsing: name)) != nil
        let inDatabase = try await fixture.sql { (try? $0.query("SELECT \(name)::project_name").count) == 1 }
        #expect(inModel == inDatabase)
    }

    @Test("fingerprints, commits, digests, statuses and stages have one form")
    func forms() async throws {
        let fixture = try await StoreFixture.create()
        let wrong = [
            ("key_fingerprint", "SHA256:short"), ("key_fingerprint", "MD5:aa"), ("commit_id", "ABCDEF"),
            ("commit_id", String(repeating: "0", count: 40)), ("image_digest", "sha256:12"), ("branch_name", ""),
        ]
        for (domain, text) in wrong {
            let error = await #expect(throws: PostgresError.self) {
                try await fixture.sql { try $0.execute("SELECT \(text)::\(unescaped: domain)") }
            }
            #expect(error?.sqlState == .checkViolation, "\(domain) \(text)")
        }
        let deployment = try await fixture.deployment()
        for (column, value) in [("status", "done"), ("stage", "cooking")] {
            let error = await #expect(throws: PostgresError.self) {
                try await fixture.sql {
                    try $0.execute("UPDATE deployments SET \(unescaped: column) = \(value) WHERE id = \(deployment.id)")
                }
            }
            #expect(error?.sqlState == .checkViolation)
        }
    }

    @Test("the model's statuses, stages and streams are those of the database")
    func cases() async throws {
        let fixture = try await StoreFixture.create()
        let deployment = try await fixture.deployment()
        for status in DeploymentStatus.allCases {
            let finished = status.isUnfinished ? "NULL" : "now()"
            try await fixture.sql { connection in
                try connection.transaction { connection in
                    try connection.executeScript(
                        unescaped: "ALTER TABLE deployments DISABLE TRIGGER guard_deployment_status")
                    try connection.execute(
                        "UPDATE deployments SET status = \(status.rawValue), finished_at = \(unescaped: finished)")
                }
            }
            #expect(try await fixture.database.deployment(deployment.id)?.status == status)
            let unfinished = try await fixture.database.unfinished().map(\.deployment.id)
            #expect(unfinished == (status.isUnfinished ? [deployment.id] : []))
        }
        for stage in DeploymentStage.allCases {
            try await fixture.sql { try $0.execute("UPDATE deployments SET stage = \(stage.rawValue)") }
            #expect(try await fixture.database.deployment(deployment.id)?.stage == stage)
        }
    }

    @Test("two deployments of a project cannot be live")
    func oneLive() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (_, deployments) = try await fixture.push(
            to: fixture.project(of: user), by: fixture.key(of: user), commits: 2)
        let error = await #expect(throws: PostgresError.self) {
            try await fixture.sql { try $0.execute("UPDATE deployments SET status = 'live', finished_at = now()") }
        }
        #expect(deployments.count == 2)
        #expect(error?.constraint == "deployments_one_is_live")
    }

    @Test("removing a project removes what belongs to it and nothing else")
    func cascades() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let key = try await fixture.key(of: user)
        let (gone, kept) = (try await fixture.project("gone", of: user), try await fixture.project("kept", of: user))
        for project in [gone, kept] {
            let (_, deployments) = try await fixture.push(to: project, by: key)
            try await fixture.database.append(
                [LogLine(sequence: 1, time: .now, stream: .output, text: "x")], to: deployments[0].id)
        }
        try await fixture.database.removeProject(gone.id)
        let counts = try await fixture.sql { connection in
            try ["projects", "pushes", "deployments", "deployment_logs", "users", "ssh_keys"].map { table in
                try connection.query("SELECT count(*) FROM \(unescaped: table)").decodeOnly(Int.self)
            }
        }
        #expect(counts == [1, 1, 1, 1, 1, 1])
        let error = await #expect(throws: PlatformError.self) { try await fixture.database.removeProject(gone.id) }
        #expect(error?.code == .notFound)
    }

    @Test("the hot look-ups use their indexes")
    func indexes() async throws {
        let fixture = try await StoreFixture.create()
        let plans = try await fixture.sql { connection in
            // With tables this small a scan would be cheaper; the question is whether an index could be used.
            try connection.query("SET enable_seqscan = off")
            return try [
                "SELECT FROM ssh_keys WHERE fingerprint = 'SHA256:x'",
                "SELECT FROM projects WHERE owner_id = gen_random_uuid() AND name = 'x'",
                "SELECT FROM deployments WHERE status IN ('received', 'queued', 'building', 'publishing', 'rolling_out') ORDER BY ordinal",
                "SELECT FROM deployments WHERE project_id = '\(ProjectID())' ORDER BY number DESC LIMIT 1",
                "SELECT FROM users WHERE lower(email) = 'x'",
            ].map { sql in
                try connection.query("EXPLAIN \(unescaped: sql)").map { try $0.decode(String.self) }.joined(
                    separator: "\n")
            }
        }
        let wanted = [
            "ssh_keys_fingerprint_is_unique", "projects_name_is_unique", "deployments_unfinished",
            "deployments_number_is_unique", "users_email_is_unique",
        ]
        for (plan, index) in zip(plans, wanted) { #expect(plan.contains(index), "\(plan)") }
    }
}
