/// Where the events of one reader come from.
protocol EventSource: Sendable {
    /// Whose ring says that there may be something new.
    var bell: Bell { get }

    /// Begins to follow; once, and before ``next()``.
    mutating func open() async throws

    /// What is there now, in portions that fit in memory: empty when there is nothing, ``ServerSentEvent/end(_:)`` at last.
    mutating func next() async throws -> [ServerSentEvent]

    /// The reader is gone, or has everything. Without effect on what was never opened.
    func close()
}
