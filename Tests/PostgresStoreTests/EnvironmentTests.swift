import PlatformModel
import Testing

@testable import PostgresStore

@Suite("Run-time environment")
struct EnvironmentTests {
    @Test("it is replaced whole, whatever its texts hold")
    func replaces() async throws {
        let fixture = try await StoreFixture.create()
        let project = try await fixture.project(of: fixture.user())
        let hostile = ["A": "'; DROP TABLE projects; --", "B": "\"}\\\n\u{1F352}", "EMPTY": ""]
        let set = try await fixture.database.changeEnvironment(.replace(RuntimeEnvironment(hostile)), of: project.id)
        #expect(set.environment == hostile)
        let changed = try await fixture.database.changeEnvironment(
            .replace(RuntimeEnvironment(["C": "1"])), of: project.id)
        #expect(changed.environment == ["C": "1"])
        #expect(changed.updatedAt > project.updatedAt)
    }

    @Test("a merge sets, removes and leaves alone")
    func merges() async throws {
        let fixture = try await StoreFixture.create()
        let project = try await fixture.project(of: fixture.user())
        try await set(["KEEP": "1", "CHANGE": "1", "REMOVE": "1"], of: project, in: fixture)
        let merged = try await fixture.database.changeEnvironment(
            .merge(["CHANGE": "2", "REMOVE": nil, "ABSENT": nil, "ADD": ""]), of: project.id)
        #expect(merged.environment == ["KEEP": "1", "CHANGE": "2", "ADD": ""])
    }

    @Test("a change that would not be an environment changes nothing and shows no value")
    func refuses() async throws {
        let fixture = try await StoreFixture.create()
        let project = try await fixture.project(of: fixture.user())
        try await set(["KEEP": "1"], of: project, in: fixture)
        let error = await #expect(throws: PlatformError.self) {
            try await fixture.database.changeEnvironment(
                .merge(["1BAD": "s3cret", "PORT": "s3cret", "NUL": "s3cret\0", "GOOD": "x"]), of: project.id)
        }
        #expect(error?.code == .invalid)
        for name in ["1BAD", "PORT", "NUL"] { #expect(error?.message.contains("\"\(name)\"") == true) }
        #expect(error?.message.contains("s3cret") == false)
        let unchanged: Project? = try await fixture.database.project(project.id)
        #expect(unchanged?.environment == ["KEEP": "1"])
        let missing = await #expect(throws: PlatformError.self) {
            try await fixture.database.changeEnvironment(.merge([:]), of: ProjectID())
        }
        #expect(missing?.code == .notFound)
    }

    @Test("no concurrent change is lost")
    func isAtomic() async throws {
        let fixture = try await StoreFixture.create()
        let project = try await fixture.project(of: fixture.user())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    _ = try await fixture.database.changeEnvironment(
                        .merge(["V\(number)": "\(number)"]), of: project.id)
                }
            }
            try await group.waitForAll()
        }
        let all: Project? = try await fixture.database.project(project.id)
        #expect(all?.environment.count == 40)
    }

    private func set(_ variables: [String: String], of project: Project, in fixture: StoreFixture) async throws {
        _ = try await fixture.database.changeEnvironment(.replace(RuntimeEnvironment(variables)), of: project.id)
    }
}
