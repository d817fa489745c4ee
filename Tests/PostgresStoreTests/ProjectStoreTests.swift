import PlatformModel
import Testing

@testable import PostgresStore

@Suite("Projects")
struct ProjectStoreTests {
    @Test("a project is found by id and by its owner's name for it")
    func findsProjects() async throws {
        let fixture = try await StoreFixture.create()
        let (alice, bob) = (try await fixture.user("alice"), try await fixture.user("bob"))
        let (hers, his) = (try await fixture.project("hello", of: alice), try await fixture.project("hello", of: bob))
        #expect(hers.deployBranch == .main)
        #expect(hers.environment == [:])
        #expect(hers.ownerName == alice.name)
        let database = fixture.database
        let found: Project? = try await database.project(hers.id)
        #expect(found == hers)
        #expect(try await database.project(named: hers.name, of: bob.id) == his)
        #expect(try await database.projects(of: alice.id) == [hers])
        #expect(try await database.allProjects() == [hers, his])
        let missing: Project? = try await database.project(ProjectID())
        #expect(missing == nil)
    }

    @Test("a name is taken once an owner, and an owner has to exist")
    func refusesTakenNames() async throws {
        let fixture = try await StoreFixture.create()
        let alice = try await fixture.user()
        let project = try await fixture.project(of: alice)
        let taken = await #expect(throws: PlatformError.self) { try await fixture.project(of: alice) }
        #expect(taken?.code == .alreadyExists)
        #expect(taken?.message.contains("\"hello\"") == true)
        let id = await #expect(throws: PlatformError.self) {
            try await fixture.database.beginProject(
                id: project.id, name: ProjectName(parsing: "other"), owner: alice.id)
        }
        #expect(id?.code == .alreadyExists)
        let nobody = await #expect(throws: PlatformError.self) {
            try await fixture.database.beginProject(
                id: ProjectID(), name: ProjectName(parsing: "other"), owner: UserID())
        }
        #expect(nobody?.code == .notFound)
    }
}
