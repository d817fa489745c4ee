import FoundationEssentials
import PlatformModel
import PostgresClient
import Testing

@testable import PostgresStore

/// The server ends the session in the middle of one statement; sequences, which no rollback turns back, arm that once.
@Suite("When a connection breaks in the middle of a statement")
struct LostConnectionTests {
    private func breakOnce(_ event: String, _ fixture: StoreFixture) async throws {
        try await fixture.sql { connection in
            try connection.executeScript(
                unescaped: """
                    CREATE SEQUENCE breaks;
                    CREATE FUNCTION break_once() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF nextval('breaks') = 1 THEN
                            PERFORM pg_terminate_backend(pg_backend_pid());
                            PERFORM pg_sleep(10);
                        END IF;
                        RETURN NULL;
                    END $$;
                    CREATE TRIGGER break_once AFTER \(event) FOR EACH STATEMENT EXECUTE FUNCTION break_once();
                    """)
        }
    }

    private func breaks(_ fixture: StoreFixture) async throws -> Int {
        try await fixture.sql { try $0.query("SELECT last_value FROM breaks").decodeOnly(Int.self) }
    }

    @Test("a transition is made all the same, once")
    func transition() async throws {
        let fixture = try await StoreFixture.create()
        let deployment = try await fixture.deployment()
        try await breakOnce("UPDATE ON deployments", fixture)
        let moved = try await fixture.database.advance(
            deployment.id, from: [.received], to: .queued, DeploymentChange())
        #expect(moved.status == .queued)
        #expect(try await breaks(fixture) == 2)
    }

    @Test("log lines arrive once")
    func lines() async throws {
        let fixture = try await StoreFixture.create()
        let deployment = try await fixture.deployment()
        try await breakOnce("INSERT ON deployment_logs", fixture)
        let line = LogLine(sequence: 1, time: Date(timeIntervalSince1970: 0), stream: .output, text: "x")
        try await fixture.database.append([line], to: deployment.id)
        #expect(try await fixture.database.log(of: deployment.id, after: 0, limit: 10) == [line])
        #expect(try await breaks(fixture) == 2)
    }

    @Test("a push is opened once, with its deployments")
    func opening() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (key, project) = (try await fixture.key(of: user), try await fixture.project(of: user))
        try await breakOnce("INSERT ON deployments", fixture)
        let (push, deployments) = try await fixture.push(to: project, by: key, commits: 2)
        #expect(deployments.count == 2)
        #expect(try await fixture.database.deployments(of: project.id, limit: 10).count == 2)
        #expect(try await fixture.database.accept(push.id) == deployments)
        #expect(try await breaks(fixture) == 2)
    }

    @Test("what must not be done twice is not tried twice")
    func creation() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let project = try await fixture.project(of: user)
        try await breakOnce("INSERT ON deployments", fixture)
        let error = await #expect(throws: PlatformError.self) {
            try await fixture.database.create(
                for: project.id, commit: StoreFixture.commit(), branch: .main, image: nil, by: user.id)
        }
        #expect(error?.code == .unavailable)
        #expect(try await fixture.database.deployments(of: project.id, limit: 10).isEmpty)
        #expect(try await breaks(fixture) == 1)
    }
}
