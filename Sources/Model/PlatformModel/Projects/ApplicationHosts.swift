/// The host names under which an application answers.
public struct ApplicationHosts: Hashable, Sendable {
    /// `<project-uuid>.user-app.<domain>`: never changes.
    public let permanent: String
    /// `<name>--<owner>.user-app.<domain>`: the double hyphen keeps `a-b` of `c` and `a` of `b-c` apart.
    public let friendly: String

    public init(project: ProjectID, name: ProjectName, owner: UserName, domain: String) {
        permanent = "\(project).user-app.\(domain)"
        friendly = "\(name)--\(owner).user-app.\(domain)"
    }

    public var all: [String] { [permanent, friendly] }
}
