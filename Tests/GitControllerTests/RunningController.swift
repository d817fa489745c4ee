import GitController
import Logging
import PlatformModel
import ServiceLifecycle
import ServiceRPC
import TestSupport

/// A git controller on a unix socket in a fresh directory.
enum RunningController {
    /// Runs it for the time of the body, then stops it gracefully.
    static func use(
        _ body: (_ client: GitControllerClient, _ directory: RepositoryDirectory, _ socket: String) async throws -> Void
    ) async throws {
        let data = try TemporaryDirectory("git-controller")
        let directory = RepositoryDirectory(path: data.file("repositories"))
        let socket = data.file("git.sock")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let controller = GitController(
            directory: directory, endpoint: .unixSocket(path: socket), logger: logger)
        let group = ServiceGroup(services: [controller], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let client = GitControllerClient(endpoint: try await controller.listeningEndpoint())
            try await body(client, directory, socket)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
