import PlatformModel
import Testing

@testable import ClientAPI

/// Creating a project makes a row and a repository, or nothing.
@Suite struct ProjectCreationTests {
    private let name: ProjectName

    init() throws {
        name = try ProjectName(parsing: "hello")
    }

    @Test func makesRowAndRepository() async throws {
        try await PlatformParts.run { parts in
            let project = try await parts.lifecycle().create(name, owner: try await parts.user().id)
            #expect(parts.hasRepository(project.id))
            #expect(try await parts.database.projects(of: project.owner).map(\.id) == [project.id])
        }
    }

    @Test func ofTwoAtOnceOneWins() async throws {
        try await PlatformParts.run { parts in
            let alice = try await parts.user()
            let (lifecycle, name) = (parts.lifecycle(), name)
            let outcomes = await withTaskGroup(of: PlatformError.Code?.self) { group in
                for _ in 1...2 {
                    group.addTask {
                        do throws(PlatformError) {
                            _ = try await lifecycle.create(name, owner: alice.id)
                            return nil
                        } catch {
                            return error.code
                        }
                    }
                }
                return await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(outcomes == [nil, .alreadyExists])
            #expect(try await parts.database.unsettledProjects() == [])
        }
    }

    @Test func withoutGitControllerNothingIsLeftAndTheNameIsFreeAgain() async throws {
        try await PlatformParts.run { parts in
            let alice = try await parts.user()
            let error = await #expect(throws: PlatformError.self) {
                try await parts.lifecycle(gitController: PlatformParts.nobody).create(name, owner: alice.id)
            }
            #expect(error?.code == .unavailable)
            #expect(try await parts.database.projects(of: alice.id) == [])
            // The controller is back before any sweep came by.
            let project = try await parts.lifecycle().create(name, owner: alice.id)
            #expect(try await parts.database.unsettledProjects() == [])
            #expect(parts.hasRepository(project.id))
        }
    }

    @Test(arguments: [false, true])
    func aCreationThatWasCutOffIsCompleted(hasRepository: Bool) async throws {
        try await PlatformParts.run { parts in
            let begun = try await parts.database.beginProject(
                id: ProjectID(), name: name, owner: try await parts.user().id)
            if hasRepository { try await parts.lifecycle().parts.repositories.createRepository(begun.id) }
            // As at the next start of the API.
            try await parts.lifecycle().settle()
            #expect(parts.hasRepository(begun.id))
            #expect(try await parts.database.projects(of: begun.owner).map(\.id) == [begun.id])
            #expect(try await parts.database.unsettledProjects() == [])
        }
    }
}
