import PlatformModel
import SSHServer

/// The gatekeeper's sentences. Plain text ends its lines with CR LF, since a client may have put its terminal in raw mode.
enum Replies {
    static let unavailable = "PaaSTech is temporarily unavailable, nothing was received; try again in a moment"
    static let stopping = "PaaSTech is stopping, nothing was received; try again in a moment"

    static let unavailableBanner = line(unavailable)

    static func greeting(_ key: AuthorizedKey, address: String) -> CommandReply {
        text(
            "Hi \(key.ownerName), your key \(key.name.quotedForDisplay) works. PaaSTech gives no shell; "
                + "push with: git push ssh://git@\(address)/<project> main")
    }

    static func onlyPushes(address: String) -> CommandReply {
        text(
            "PaaSTech only takes pushes; push with: git push ssh://git@\(address)/<project> main")
    }

    static func readingIsImpossible(address: String) -> CommandReply {
        gitError(
            "PaaSTech only takes pushes, repositories cannot be read from it; "
                + "push with: git push ssh://git@\(address)/<project> main")
    }

    /// The same for a project that does not exist and for one of somebody else.
    static func noProject(_ path: String, key: AuthorizedKey) -> CommandReply {
        let shown =
            ProjectReference(parsing: path).map(\.description) ?? String(path.quotedForDisplay.dropFirst().dropLast())
        return gitError(
            "project '\(shown)' does not exist, or your key \(key.name.quotedForDisplay) has no access to it")
    }

    static func keyRemoved(_ key: AuthorizedKey) -> String {
        "your key \(key.name.quotedForDisplay) was removed from the account \(key.ownerName); connect with another key"
    }

    static func repositoryMissing(_ project: Project) -> CommandReply {
        gitError(
            "project '\(project.name)' has no repository on this server; ask its operator to run: paastechd doctor")
    }

    static func cannotStart() -> CommandReply {
        gitError("PaaSTech cannot start git, nothing was received; ask its operator to run: paastechd doctor")
    }

    /// A refusal that git shows as `fatal: remote error: …`.
    static func gitError(_ message: String) -> CommandReply {
        CommandReply(output: PacketLine.error(message), exitStatus: 1)
    }

    /// A sentence on standard error and exit status 1.
    static func text(_ message: String) -> CommandReply {
        CommandReply(message: line(message), exitStatus: 1)
    }

    static func line(_ message: String) -> String { message + "\r\n" }
}
