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
        var tables: [String: ConnectionTable] = [:]
        var quiet = 0
        while quiet < Self.quietLooks, ContinuousClock.now < deadline {
            try await Task.sleep(for: min(Self.interval, deadline - .now))
            for replica in replicas where tables[replica.id] == nil {
                tables[replica.id] = await connections.table(of: replica)
            }
            quiet = replicas.allSatisfy { tables[$0.id]?.count() == 0 } ? quiet + 1 : 0
        }
    }
}
