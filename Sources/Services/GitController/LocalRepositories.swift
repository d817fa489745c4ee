import Dispatch
public import Logging
public import PlatformModel

/// The repositories of this machine behind the port of the model, with the blocking work on threads of its own.
///
/// Creating and taking away happen one after the other. Removing the files of a deleted repository, which may take
/// long, holds nobody else up.
public struct LocalRepositories: RepositoryStore {
    private let directory: RepositoryDirectory
    private let logger: Logger
    private let changes = DispatchQueue(label: "repositories.changes")
    private let removals = DispatchQueue(label: "repositories.removals")

    public init(directory: RepositoryDirectory, logger: Logger) {
        self.directory = directory
        self.logger = logger
    }

    /// Makes the directory and removes what an earlier process left; to be called before the first request.
    public func prepare() async throws(PlatformError) {
        try await Self.run(on: changes) { [directory] () throws(PlatformError) in try directory.prepare() }
    }

    public func createRepository(_ project: ProjectID) async throws(PlatformError) {
        try await Self.run(on: changes) { [directory] () throws(PlatformError) in try directory.create(project) }
        logger.info("repository created", metadata: ["project": "\(project)"])
    }

    public func deleteRepository(_ project: ProjectID) async throws(PlatformError) {
        let grave = try await Self.run(on: changes) { [directory] () throws(PlatformError) in
            try directory.discard(project)
        }
        logger.info("repository deleted", metadata: ["project": "\(project)"])
        do throws(PlatformError) {
            try await Self.run(on: removals) { [directory] () throws(PlatformError) in try directory.remove(grave) }
        } catch {
            // The repository is gone for everybody; only disk space is not free yet.
            logger.warning(
                "files of a deleted repository stay until the next start",
                metadata: ["project": "\(project)", "error": "\(error)"])
        }
    }

    private static func run<Result: Sendable>(
        on queue: DispatchQueue, _ body: @escaping @Sendable () throws(PlatformError) -> Result
    ) async throws(PlatformError) -> Result {
        let outcome: Swift.Result<Result, PlatformError> = await withCheckedContinuation { continuation in
            queue.async {
                do throws(PlatformError) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try outcome.get()
    }
}
