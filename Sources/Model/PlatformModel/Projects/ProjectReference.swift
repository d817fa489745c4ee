/// How a push names its project: by name among the pusher's own, by owner and name, or by id.
public enum ProjectReference: Hashable, Sendable {
    case own(ProjectName)
    case owned(by: UserName, ProjectName)
    case id(ProjectID)

    /// Parses the path of a remote. One leading `/`, one trailing `/` and a `.git` suffix are tolerated.
    ///
    /// Returns `nil` for everything that cannot name a project: the caller answers as for one that does not exist.
    public init?(parsing path: String) {
        var text = Substring(path)
        if text.hasPrefix("/") { text.removeFirst() }
        if text.hasSuffix("/") { text.removeLast() }
        if text.hasSuffix(".git") { text.removeLast(4) }
        if let id = ProjectID(text) {
            self = .id(id)
            return
        }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1:
            guard let name = try? ProjectName(parsing: parts[0]) else { return nil }
            self = .own(name)
        case 2:
            guard let owner = try? UserName(parsing: parts[0]), let name = try? ProjectName(parsing: parts[1]) else {
                return nil
            }
            self = .owned(by: owner, name)
        default:
            return nil
        }
    }
}

extension ProjectReference: CustomStringConvertible {
    public var description: String {
        switch self {
        case .own(let name): "\(name)"
        case .owned(let owner, let name): "\(owner)/\(name)"
        case .id(let id): "\(id)"
        }
    }
}
