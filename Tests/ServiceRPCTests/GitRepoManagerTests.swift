import PlatformModel
import Synchronization
import TestSupport
import Testing

@testable import ServiceRPC

@Suite struct GitRepoManagerTests {
    /// Keeps ids in memory, with the port's own rules.
    private final class Repositories: RepositoryStore {
        let ids = Mutex<Set<ProjectID>>([])

        func createRepository(_ project: ProjectID) async throws(PlatformError) {
            guard ids.withLock({ $0.insert(project).inserted }) else {
                throw PlatformError(.alreadyExists, "repository \(project) exists")
            }
        }

        func deleteRepository(_ project: ProjectID) async throws(PlatformError) {
            guard ids.withLock({ $0.remove(project) }) != nil else {
                throw PlatformError(.notFound, "repository \(project) does not exist")
            }
        }
    }

    @Test func repositoriesAreCreatedAndDeletedOverTheWire() async throws {
        let store = Repositories()
        let directory = try TemporaryDirectory("rpc")
        try await withServer([.gitRepoManager(store)], at: .unixSocket(path: directory.file("git"))) { endpoint, _ in
            let client = GitControllerClient(endpoint: endpoint)
            let project = ProjectID()
            try await client.createRepository(project)
            #expect(store.ids.withLock { $0 } == [project])
            let again = await #expect(throws: PlatformError.self) { try await client.createRepository(project) }
            #expect(again?.code == .alreadyExists)
            try await client.deleteRepository(project)
            let gone = await #expect(throws: PlatformError.self) { try await client.deleteRepository(project) }
            #expect(gone?.code == .notFound)
        }
    }
}
