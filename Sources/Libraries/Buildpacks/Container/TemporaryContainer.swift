import DockerEngine

/// Containers that are removed whatever happens, a cancelled task included.
struct TemporaryContainer: Sendable {
    let engine: DockerEngine

    /// Creates a container. A task that is cancelled meanwhile still gets its id: the daemon makes the container all the
    /// same, and nobody else could remove it.
    func create(_ specification: ContainerSpecification) async throws -> String {
        let engine = engine
        // Not a child task, which would be cancelled in the middle of the request.
        return try await Task { try await engine.createContainer(specification) }.value
    }

    /// Removes the container in a task of its own, since a cancelled one has to clean up, too.
    func remove(_ id: String) async {
        let engine = engine
        await Task { try? await engine.removeContainer(id, force: true) }.value
    }

    /// Runs `body` with a container that is never started.
    func with<Value: Sendable>(
        _ specification: ContainerSpecification, _ body: (_ id: String) async throws -> Value
    ) async throws -> Value {
        let id = try await create(specification)
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(id))
        } catch {
            result = .failure(error)
        }
        await remove(id)
        return try result.get()
    }
}
