/// Waits until nobody talks to replicas any more that no new request is sent to.
///
/// Traefik lets go of an idle connection after a moment (`idleConnTimeout`), so what still stands carries a request.
struct Drain {
    let connections: OpenConnections
    /// At most so long, however many requests are still under way.
    let limit: Duration

    /// Between two looks.
    private static let interval: Duration = .milliseconds(50)
    /// Looks that have to find nothing, one after the other: a request that Traefik took just before the switch may be
    /// about to connect.
    private static let quietLooks = 4

    /// - Throws: `CancellationError`.
    func wait(for replicas: [Replica]) async throws {
        let deadline = ContinuousClock.now + limit
        var quiet = 0
        while quiet < Self.quietLooks, ContinuousClock.now < deadline {
            try await Task.sleep(for: min(Self.interval, deadline - .now))
            quiet = await isQuiet(replicas) ? quiet + 1 : 0
        }
    }

    private func isQuiet(_ replicas: [Replica]) async -> Bool {
        for replica in replicas {
            guard await connections.count(of: replica) == 0 else { return false }
        }
        return true
    }
}
