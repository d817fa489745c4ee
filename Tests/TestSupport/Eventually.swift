/// A condition that did not come to hold in time.
public struct NeverHappened: Error, CustomStringConvertible {
    let what: String
    let limit: Duration

    public var description: String { "not within \(limit): \(what)" }
}

/// Waits for a condition, asked again every 20 ms.
///
/// - Throws: ``NeverHappened`` when the time is over, or what the condition throws.
public func eventually(
    _ what: String = "a condition", within limit: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw NeverHappened(what: what, limit: limit)
}
