import PlatformModel
import Testing

@testable import PostgresStore

@Suite("Projects come and go")
struct ProjectLifecycleTests {
    @Test("a project is seen by nobody before its creation has ended")
    func isHiddenWhileCreated() async throws {
        let fixture = try await StoreFixture.create()
        let alice = try await fixture.user()
        let key = try await fixture.key(of: alice)
        let begun = try await fixture.database.beginProject(
            id: ProjectID(), name: ProjectName(parsing: "hello"), owner: alice.id)
        #expect(try await isSeen(begun, with: key, in: fixture) == false)
        #expect(
            try await fixture.database.unsettledProjects() == [UnsettledProject(project: begun, state: .creating)])
        try await fixture.database.activateProject(begun.id)
        #expect(try await isSeen(begun, with: key, in: fixture))
        #expect(try await fixture.database.unsettledProjects() == [])
        // Somebody who takes the same step again finds it done.
        try await fixture.database.activateProject(begun.id)
    }

    @Test("from its first step on, a deletion hides the project, keeps its name and lets nothing begin")
    func isHiddenWhileDeleted() async throws {
        let fixture = try await StoreFixture.create()
        let alice = try await fixture.user()
        let key = try await fixture.key(of: alice)
        let project = try await fixture.project(of: alice)
        let (_, deployments) = try await fixture.push(to: project, by: key)
        for _ in 1...2 { #expect(try await fixture.database.beginRemoval(of: project.id).id == project.id) }
        #expect(try await isSeen(project, with: key, in: fixture) == false)
        #expect(try await fixture.database.unsettledProjects().map(\.state) == [.deleting])
        let taken = await #expect(throws: PlatformError.self) { try await fixture.project(of: alice) }
        #expect(taken?.code == .alreadyExists)
        #expect(taken?.message.contains("still being deleted") == true)
        await #expect(throws: PlatformError.self) { try await fixture.push(to: project, by: key) }
        await #expect(throws: PlatformError.self) {
            try await fixture.database.create(
                for: project.id, commit: StoreFixture.commit(), branch: .main, image: nil, by: alice.id)
        }
        await #expect(throws: PlatformError.self) {
            try await fixture.database.changeEnvironment(.merge(["A": "1"]), of: project.id)
        }
        let back = await #expect(throws: PlatformError.self) { try await fixture.database.activateProject(project.id) }
        #expect(back?.code == .conflict)

        #expect(try await fixture.database.projectsToSweep().map(\.id) == [project.id])
        try await fixture.database.advance(deployments[0].id, from: [.received], to: .abandoned, DeploymentChange())
        #expect(try await fixture.database.projectsToSweep() == [])
        try await fixture.database.removeProject(project.id)
        _ = try await fixture.project(of: alice)
    }

    @Test("of two creations of one name, and of a deletion of nothing, the loser is told")
    func tellsTheLoser() async throws {
        let fixture = try await StoreFixture.create()
        let alice = try await fixture.user()
        let outcomes = await withTaskGroup(of: PlatformError.Code?.self) { group in
            for _ in 1...8 {
                group.addTask {
                    do {
                        _ = try await fixture.database.beginProject(
                            id: ProjectID(), name: ProjectName(parsing: "hello"), owner: alice.id)
                        return nil
                    } catch {
                        return (error as? PlatformError)?.code
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == nil }.count == 1)
        #expect(outcomes.filter { $0 == .alreadyExists }.count == 7)
        let missing = await #expect(throws: PlatformError.self) {
            try await fixture.database.beginRemoval(of: ProjectID())
        }
        #expect(missing?.code == .notFound)
        let gone = await #expect(throws: PlatformError.self) { try await fixture.database.activateProject(ProjectID()) }
        #expect(gone?.code == .notFound)
    }

    private func isSeen(_ project: Project, with key: AuthorizedKey, in fixture: StoreFixture) async throws -> Bool {
        let database = fixture.database
        let byID: Project? = try await database.project(project.id)
        let byName = try await database.project(named: project.name, of: project.owner)
        let pushable = try await onOwnThread { try database.project(.id(project.id), pushableWith: key) }
        let seen = [
            byID != nil, byName != nil, pushable != nil,
            try await !database.projects(of: project.owner).isEmpty, try await !database.allProjects().isEmpty,
        ]
        #expect(Set(seen).count == 1, "\(seen)")
        return seen[0]
    }
}
