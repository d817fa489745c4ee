import Glibc
public import LinuxSystem

/// The real `ssh`, with a key and a known-hosts file of its own and no other configuration.
public struct OpenSSHClient: Sendable {
    /// A private key file and what is public of it.
    public struct Key: Sendable {
        public let path: String
        /// `type base64 comment`
        public let publicLine: String

        public var type: String { String(publicLine.split(separator: " ")[0]) }
        public var base64: String { String(publicLine.split(separator: " ")[1]) }

        /// Makes a key with `ssh-keygen`.
        public init(_ path: String, type: String = "ed25519", bits: Int? = nil) throws {
            let size = bits.map { ["-b", "\($0)"] } ?? []
            let made = try Tool.runBlocking(
                ChildCommand(
                    executable: "/usr/bin/ssh-keygen",
                    arguments: ["-q", "-t", type, "-N", "", "-C", "test", "-f", path] + size))
            guard made.status.isSuccess else { throw LinuxError(code: EINVAL, message: made.errors) }
            self.path = path
            let file = try Descriptor.open("\(path).pub", flags: O_RDONLY)
            publicLine = String(decoding: try file.readAll(), as: UTF8.self)
        }
    }

    public let port: UInt16
    public let key: Key
    public let directory: TemporaryDirectory

    public init(port: UInt16, key: Key, directory: TemporaryDirectory) {
        self.port = port
        self.key = key
        self.directory = directory
    }

    /// The options that make `ssh` depend on nothing but this value.
    public var options: [String] {
        [
            "-F", "none", "-p", "\(port)", "-i", key.path, "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none",
            "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=INFO",
            "-o", "UserKnownHostsFile=\(directory.file("known_hosts"))", "-o", "GlobalKnownHostsFile=/dev/null",
        ]
    }

    /// `ssh OPTIONS user@127.0.0.1 COMMAND`
    public func command(_ remote: String?, user: String = "git", extra: [String] = []) -> ChildCommand {
        ChildCommand(
            executable: "/usr/bin/ssh",
            arguments: options + extra + ["\(user)@127.0.0.1"] + (remote.map { [$0] } ?? []),
            environment: ["PATH": "/usr/bin:/bin", "HOME": directory.path])
    }

    public func run(
        _ remote: String?, user: String = "git", extra: [String] = [], within limit: Duration = .seconds(60)
    ) async throws -> Tool.Result {
        try await Tool.run(command(remote, user: user, extra: extra), within: limit)
    }

    /// `git` with this client as its transport.
    public func git(
        _ arguments: [String], in workingDirectory: String, extra: [String] = [], environment: [String: String] = [:]
    ) -> ChildCommand {
        let transport = (["/usr/bin/ssh"] + options + extra).joined(separator: " ")
        let base = [
            "PATH": "/usr/bin:/bin", "HOME": directory.path, "GIT_SSH_COMMAND": transport, "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Test", "GIT_AUTHOR_EMAIL": "test@example.org", "GIT_COMMITTER_NAME": "Test",
            "GIT_COMMITTER_EMAIL": "test@example.org", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C",
        ]
        return ChildCommand(
            executable: "/usr/bin/git", arguments: arguments, environment: base.merging(environment) { $1 },
            workingDirectory: workingDirectory)
    }

    /// Runs `git` and gives what it left.
    public func runGit(
        _ arguments: [String], in workingDirectory: String, extra: [String] = [], environment: [String: String] = [:],
        within limit: Duration = .seconds(120)
    ) async throws -> Tool.Result {
        try await Tool.run(
            git(arguments, in: workingDirectory, extra: extra, environment: environment), within: limit)
    }
}
