import FoundationEssentials
import GitController
import GitRepositories
import Logging
import PlatformModel
import ServiceLifecycle
import ServiceRPC
import TestSupport
import Testing

/// The service on a unix socket with the platform's own client.
@Suite("The git controller over gRPC")
struct GitControllerTests {
    @Test("creates and deletes, and says when there is nothing to do")
    func lifecycle() async throws {
        try await RunningController.use { client, directory, _ in
            let project = ProjectID()
            try await client.createRepository(project)
            #expect(try GitRepository.open(at: directory.repository(of: project)).references() == [])
            let again = await #expect(throws: PlatformError.self) { try await client.createRepository(project) }
            #expect(again?.code == .alreadyExists)
            #expect(again?.message == "project \(project) has a repository already")
            try await client.deleteRepository(project)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [".trash"])
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path + "/.trash") == [])
            let gone = await #expect(throws: PlatformError.self) { try await client.deleteRepository(project) }
            #expect(gone?.code == .notFound)
            #expect(gone?.message == "project \(project) has no repository")
        }
    }

    @Test("many at once do not get in each other's way")
    func concurrent() async throws {
        try await RunningController.use { client, directory, _ in
            let projects = (0..<20).map { _ in ProjectID() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for project in projects {
                    group.addTask {
                        try await client.createRepository(project)
                        try await client.deleteRepository(project)
                        try await client.createRepository(project)
                    }
                }
                try await group.waitForAll()
            }
            let found = try FileManager.default.contentsOfDirectory(atPath: directory.path)
            #expect(Set(found) == Set(projects.map { "\($0).git" } + [".trash"]))
        }
    }

    @Test("a directory that cannot be had ends the service with a sentence")
    func unusableDirectory() async throws {
        let data = try TemporaryDirectory("git-controller")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let controller = GitController(
            directory: RepositoryDirectory(path: data.file("missing/repositories")),
            endpoint: .unixSocket(path: data.file("git.sock")), logger: logger)
        let error = await #expect(throws: PlatformError.self) { try await controller.run() }
        #expect(error?.message.contains("missing/repositories") == true)
    }
}
