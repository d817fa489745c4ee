import PlatformModel
import SharedReads

/// The statuses of applications for any number of people who ask at once; the engine is asked ten times a second at most.
///
/// They may be that little out of date: an application changes by itself, and nobody can tell. What somebody changed through
/// this API is seen in the next answer.
struct ApplicationStatuses: Sendable {
    /// How old a status may be.
    private static let maximumAge = Duration.milliseconds(100)

    private let reads: SharedReads<ProjectID, ApplicationStatus>

    /// - Parameter patience: how long the engine may take.
    init(of engine: any DeploymentEngine, patience: Duration = .seconds(2)) {
        reads = SharedReads(maximumAge: Self.maximumAge) { projects in
            try await Self.ask(engine, about: projects, patience: patience)
        }
    }

    /// - Throws: ``PlatformError``: `unavailable` or `deadlineExceeded` when the engine does not answer.
    func of(_ projects: [ProjectID]) async throws -> [ProjectID: ApplicationStatus] {
        try await reads.values(for: projects)
    }

    /// Something was just changed.
    func forget() {
        reads.forget()
    }

    private static func ask(
        _ engine: any DeploymentEngine, about projects: [ProjectID], patience: Duration
    ) async throws -> [ProjectID: ApplicationStatus] {
        try await withThrowingTaskGroup(of: [ProjectID: ApplicationStatus].self) { group in
            group.addTask { try await engine.status(of: projects) }
            group.addTask {
                try await Task.sleep(for: patience)
                throw PlatformError(.deadlineExceeded, "the applications' statuses did not come within \(patience)")
            }
            defer { group.cancelAll() }
            return try await group.next() ?? [:]
        }
    }
}
