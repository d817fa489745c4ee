import Glibc
import PlatformModel

/// The git repository of the working directory.
struct WorkCopy: Sendable {
    let git: GitCommand
    let settings: RepositorySettings
    private let directory: String

    /// One run of git, which also says nothing where there is no repository.
    init(_ surroundings: Surroundings) throws {
        git = try GitCommand(surroundings)
        directory = surroundings.workingDirectory
        let found = try git.output("config", "--get-regexp", #"^(remote\.paastech\.url|paastech\.server)$"#)
        settings = RepositorySettings(parsing: found ?? "")
    }

    /// The project that the remote `paastech` leads to.
    ///
    /// - Throws: ``ClientError`` with code `noProject`.
    func projectReference() throws -> ProjectReference {
        guard let remote = settings.remote else {
            guard try root() != nil else {
                throw ClientError(
                    .noProject, "no project here: \(directory) is not in a git repository",
                    next: "the command inside your application's repository, or with --project NAME")
            }
            throw ClientError(
                .noProject,
                "no project here: this repository has no remote called \"\(RepositorySettings.remoteName)\"",
                next: "paastech init, or the command with --project NAME")
        }
        guard let reference = RemoteURL(remote)?.project else {
            throw ClientError(
                .noProject,
                "the remote \"\(RepositorySettings.remoteName)\" leads to \(remote.quotedForDisplay), which names no project",
                next: "git remote remove paastech && paastech init")
        }
        return reference
    }

    /// The top directory, or nil outside of a work tree.
    func root() throws -> String? { try git.output("rev-parse", "--show-toplevel") }

    /// Adds the remote and writes down which server it belongs to.
    func connect(to remote: String, of server: ServerAddress) throws {
        try git.run("remote", "add", RepositorySettings.remoteName, remote)
        try git.run("config", "--local", RepositorySettings.serverKey, server.description)
    }

    /// Undoes ``connect(to:of:)``.
    func disconnect() throws {
        try git.run("remote", "remove", RepositorySettings.remoteName)
        _ = try git.output("config", "--local", "--unset-all", RepositorySettings.serverKey)
    }
}
