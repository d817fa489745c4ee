import Foundation
import LinuxSystem
import TestSupport

/// Somebody with a home directory, `git`, `ssh` and `paastech`, and nothing else: no account, no key, no project.
///
/// ssh(1) takes its configuration from the account's home whatever `HOME` says, so an `ssh` before the real one on `PATH`
/// names the files in this person's home.
final class CommandLineUser: Sendable {
    let platform: RunningPlatform
    let name: String
    let password = "correct horse battery"
    /// The home directory.
    let directory: TemporaryDirectory
    /// The application's repository, once there is one.
    var repository: String { directory.file(project) }
    let project = "My Site"

    init(on platform: RunningPlatform) throws {
        self.platform = platform
        name = "cli-\(UUID().uuidString.prefix(8).lowercased())"
        directory = try TemporaryDirectory("home")
        let files = FileManager.default
        for folder in [".ssh", "bin"] {
            try files.createDirectory(atPath: directory.file(folder), withIntermediateDirectories: false)
        }
        let ssh = """
            #!/bin/sh
            exec /usr/bin/ssh -F none -o IdentityAgent=none -o IdentitiesOnly=yes -o GlobalKnownHostsFile=/dev/null \
            -o UserKnownHostsFile=\(directory.file(".ssh/known_hosts")) -i \(directory.file(".ssh/id_ed25519")) "$@"

            """
        try ssh.write(toFile: directory.file("bin/ssh"), atomically: false, encoding: .utf8)
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.file("bin/ssh"))
    }

    var email: String { "\(name)@example.org" }

    var environment: [String: String] {
        [
            "PATH": "\(directory.file("bin")):/usr/bin:/bin", "HOME": directory.path, "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_AUTHOR_NAME": "Test",
            "GIT_AUTHOR_EMAIL": email, "GIT_COMMITTER_NAME": "Test", "GIT_COMMITTER_EMAIL": email,
        ]
    }

    func command(_ executable: String, _ arguments: [String], in place: String? = nil) -> ChildCommand {
        ChildCommand(
            executable: executable, arguments: arguments, environment: environment,
            workingDirectory: place ?? directory.path)
    }

    /// Runs `paastech`, in the repository where there is one.
    func paastech(_ arguments: String..., input: String? = nil) async throws -> Tool.Result {
        var descriptors: [CInt: Descriptor] = [:]
        if let input {
            let pipe = try Descriptor.pipe()
            try pipe.writing.writeAll(input.utf8)
            pipe.writing.close()
            descriptors[0] = pipe.reading
        }
        let place = FileManager.default.fileExists(atPath: repository) ? repository : nil
        return try await Tool.run(
            command(try RunningPlatform.program("paastech"), arguments, in: place), descriptors: descriptors,
            within: .seconds(300))
    }

    @discardableResult
    func git(_ arguments: String...) async throws -> Tool.Result {
        try await Tool.run(command("/usr/bin/git", arguments, in: repository), within: .seconds(300))
    }

    /// A fresh repository of a fixture, with one commit on `main`.
    func startRepository(from fixture: String) async throws {
        try FileManager.default.copyItem(atPath: Developer.fixture(fixture), toPath: repository)
        try await git("init", "--quiet", "--initial-branch=main")
        try await commit("Say hello")
    }

    func commit(_ message: String) async throws {
        try await git("add", "--all")
        try await git("commit", "--quiet", "--message", message)
    }

    /// From nothing to a project that can be pushed to.
    func settleIn() async throws {
        let server = "http://\(platform.endpoints.api)"
        try await expectSuccess(
            paastech(
                "register", "--server", server, "--username", name, "--email", email, "--password-stdin",
                input: password))
        _ = try OpenSSHClient.Key(directory.file(".ssh/id_ed25519"))
        try await expectSuccess(paastech("keys", "add"))
        try await startRepository(from: "static-site")
        try await expectSuccess(paastech("init"))
    }

    /// The token of the session, for a server at another address.
    func token() throws -> String {
        struct Credentials: Decodable {
            struct Login: Decodable { let accessToken: String }
            let servers: [String: Login]
        }
        let data = try Data(contentsOf: URL(fileURLWithPath: directory.file(".config/paastech/credentials.json")))
        guard let login = try JSONDecoder().decode(Credentials.self, from: data).servers.first?.value else {
            throw RunningPlatform.Failure(description: "\(name) is not signed in")
        }
        return login.accessToken
    }

    private func expectSuccess(_ result: Tool.Result) throws {
        guard result.status.isSuccess else {
            throw RunningPlatform.Failure(description: "paastech: \(result.errors)\(result.output)")
        }
    }
}
