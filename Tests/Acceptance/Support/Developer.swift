import Foundation
import LinuxSystem
import TestSupport
import Testing

/// Somebody with an account, a key, a project and a working copy, who knows nothing but git.
struct Developer {
    let platform: any PlatformUnderTest
    let user: String
    let project: String
    let ssh: OpenSSHClient
    /// The working copy.
    let directory: TemporaryDirectory

    var repository: String { directory.file("work") }
    var remote: String { "ssh://git@\(platform.endpoints.ssh)/\(project)" }

    /// A new account with a key and one project; the working copy holds the fixture, committed on `main`.
    init(on platform: any PlatformUnderTest, fixture: String?, project: String = "hello") async throws {
        self.platform = platform
        self.project = project
        user = "dev-\(UUID().uuidString.prefix(8).lowercased())"
        directory = try TemporaryDirectory("developer")
        let key = try OpenSSHClient.Key(directory.file("key"))
        ssh = OpenSSHClient(port: platform.sshPort, key: key, directory: directory)
        try await expectSuccess(["admin", "user", "create", user, "--email", "\(user)@example.org"])
        try await expectSuccess(["admin", "key", "add", user, "\(key.path).pub", "--name", "laptop"])
        try await expectSuccess(["admin", "project", "create", user, project])
        try await begin(fixture)
    }

    /// The owner of an account, whose key and project are made over HTTP.
    init(on platform: RunningPlatform, account: HTTPAccount, fixture: String, project: String = "hello") async throws {
        self.platform = platform
        self.project = project
        user = account.user
        directory = try TemporaryDirectory("developer")
        let key = try OpenSSHClient.Key(directory.file("key"))
        ssh = OpenSSHClient(port: platform.sshPort, key: key, directory: directory)
        let line = try String(contentsOfFile: "\(key.path).pub", encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        try await account.send("POST", "/sshkeys/my", ["name": "laptop", "value": line], expecting: 201)
        try await account.send("POST", "/projects", ["name": project], expecting: 201)
        try await begin(fixture)
    }

    private func begin(_ fixture: String?) async throws {
        if let fixture {
            try FileManager.default.copyItem(atPath: Self.fixture(fixture), toPath: repository)
        } else {
            try FileManager.default.createDirectory(atPath: repository, withIntermediateDirectories: true)
        }
        try await git("init", "--quiet", "--initial-branch=main")
        try await git("remote", "add", "paastech", remote)
        if fixture != nil { try await commit("Start from \(fixture ?? "")") }
    }

    private init(_ other: Developer, movedTo platform: any PlatformUnderTest) {
        self.platform = platform
        user = other.user
        project = other.project
        directory = other.directory
        ssh = OpenSSHClient(port: platform.sshPort, key: other.ssh.key, directory: other.directory)
    }

    /// The same person after the platform was started again, perhaps on another port.
    func moved(to platform: any PlatformUnderTest) async throws -> Developer {
        let moved = Developer(self, movedTo: platform)
        try await moved.git("remote", "set-url", "paastech", moved.remote)
        return moved
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> String {
        let result = try await ssh.runGit(arguments, in: repository)
        guard result.status.isSuccess else {
            throw RunningPlatform.Failure(description: "git \(arguments.joined(separator: " ")): \(result.errors)")
        }
        return result.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Commits everything in the working copy and returns the commit's name.
    @discardableResult
    func commit(_ message: String) async throws -> String {
        try await git("add", "--all")
        try await git("commit", "--quiet", "--allow-empty", "--message", message)
        return try await git("rev-parse", "HEAD")
    }

    func write(_ text: String, to file: String) throws {
        let path = "\(repository)/\(file)"
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// `git push paastech …`, whatever becomes of it.
    func push(_ arguments: String...) async throws -> Tool.Result {
        try await Tool.run(pushCommand(arguments), within: .seconds(300))
    }

    func pushCommand(_ arguments: [String]) -> ChildCommand {
        platform.inside(ssh.git(["push", "paastech"] + arguments, in: repository))
    }

    /// Where the server's branch points.
    func branch(_ name: String = "main") async throws -> String? {
        let id = try await projectListing().id
        let result = try await Tool.run(
            ChildCommand(
                executable: "/usr/bin/git",
                arguments: ["-c", "safe.directory=*", "rev-parse", "--verify", "--quiet", "refs/heads/\(name)"],
                environment: ["PATH": "/usr/bin:/bin"],
                workingDirectory: "\(platform.dataDirectory)/repositories/\(id).git"))
        return result.status.isSuccess ? result.output.trimmingCharacters(in: .whitespacesAndNewlines) : nil
    }

    private func expectSuccess(_ arguments: [String]) async throws {
        let result = try await platform.paastechd(arguments)
        guard result.status.isSuccess else {
            throw RunningPlatform.Failure(
                description: "paastechd \(arguments.joined(separator: " ")): \(result.errors)")
        }
    }

    static func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)").path
    }
}
