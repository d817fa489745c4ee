/// What the lifecycle tells the platform while it runs: empty entries in front of the result's own.
///
/// They explain a failure and decide nothing: buildpacks run as the lifecycle's user and may forge them.
public enum ProgressEntry: Sendable, Equatable {
    /// Detection or build of this buildpack, `id version`, is under way.
    case running(String)
    /// The container has reached its limit of processes.
    case processLimit

    private static let runningPrefix = "running/"
    private static let processLimitName = "limit/processes"

    var path: BytePath {
        switch self {
        case .running(let name): BytePath(Self.runningPrefix + name)
        case .processLimit: BytePath(Self.processLimitName)
        }
    }

    /// Nil for a path that is no progress.
    public init?(_ path: BytePath) {
        let text = path.description
        if text == Self.processLimitName {
            self = .processLimit
        } else if text.hasPrefix(Self.runningPrefix) {
            let name = text.dropFirst(Self.runningPrefix.count)
            // Shown to people, so nothing that moves a cursor passes.
            guard name.utf8.count <= 200, name.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
            self = .running(String(name))
        } else {
            return nil
        }
    }
}
