/// Where a project is in its life. The raw values are those of the database.
public enum ProjectState: String, Hashable, Sendable, CaseIterable {
    /// The row is there, the repository may not be yet.
    case creating
    case active
    /// Some of what belonged to it is gone already.
    case deleting
}

/// A project whose creation or deletion has not come to its end.
public struct UnsettledProject: Hashable, Sendable {
    public let project: Project
    public let state: ProjectState

    public init(project: Project, state: ProjectState) {
        self.project = project
        self.state = state
    }
}
