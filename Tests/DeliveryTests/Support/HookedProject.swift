import FoundationEssentials
import Glibc
import LinuxSystem
import PlatformModel
import TestSupport
import Testing

@testable import Delivery

/// A project whose repository runs the compiled hooks under a real `git push`, as the gatekeeper starts it.
///
/// Neither the Docker socket nor the registry they are given is there: everything up to the builder is real, and a build
/// fails at once.
final class HookedProject: Sendable {
    let scenario: DeliveryScenario
    let push = PushID()
    private let lock: FileLock
    private let work: String
    private let environment: [String: String]

    init() async throws {
        let hooks = try ["pre-receive", "post-receive"].map { name in
            try #require(BuiltProduct.path(name), "build the product \(name) first")
        }
        scenario = try await DeliveryScenario()
        let scenario = scenario
        lock = try #require(try FileLock.tryLock(scenario.configuration.locks.push(push)))
        work = "\(scenario.git.directory)/work"
        let work = work
        try FileManager.default.createDirectory(atPath: scenario.data.file("log"), withIntermediateDirectories: true)
        try await Tool.offPool {
            let git = scenario.git
            try git.git("config", "core.hooksPath", "\(git.directory)/hooks")
            try git.git("config", "receive.advertisePushOptions", "true")
            mkdir("\(git.directory)/hooks", 0o755)
            for hook in hooks {
                symlink(hook, "\(git.directory)/hooks/\(hook.split(separator: "/").last ?? "")")
            }
            try git.run(["init", "--quiet", "--initial-branch=main", work], in: git.directory)
        }
        environment = [
            "PATH": "/usr/bin:/bin", "HOME": scenario.git.directory, "LC_ALL": "C.UTF-8",
            "SWIFT_BACKTRACE": "enable=no", "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "a@example.org",
            "PAASTECH_PUSH_ID": "\(push)", "PAASTECH_PROJECT_ID": "\(scenario.project.id)",
            "PAASTECH_PROJECT_NAME": "hello", "PAASTECH_OWNER": "alice", "PAASTECH_USER_ID": "\(scenario.user.id)",
            "PAASTECH_USER": "alice", "PAASTECH_KEY_FINGERPRINT": "SHA256:" + String(repeating: "A", count: 43),
            "PAASTECH_DEPLOY_BRANCH": "main", "PAASTECH_PUSH_LOCK_FD": "9",
            "PAASTECH_DATABASE_URL": scenario.databaseURL, "PAASTECH_DATA_DIR": scenario.data.path,
            "PAASTECH_BUILDER": "paastech/builder:bookworm", "PAASTECH_PLATFORM_ID": "test",
            "DOCKER_HOST": "unix://\(scenario.data.path)/no-docker.sock", "PAASTECH_REGISTRY": "127.0.0.1:1",
        ]
    }

    /// Commits one file and gives the command that pushes it, with the descriptors it needs.
    func command(_ content: String, options: [String] = []) async throws -> ChildCommand {
        try Data(content.utf8).write(to: URL(filePath: "\(work)/index.html"))
        let (git, work) = (scenario.git, work)
        try await Tool.offPool {
            try git.run(["add", "--all"], in: work)
            try git.run(["commit", "--quiet", "--message", "A change"], in: work)
        }
        return ChildCommand(
            executable: "/usr/bin/git", arguments: ["push"] + options + [git.repository, "HEAD:refs/heads/main"],
            environment: environment, workingDirectory: work)
    }

    /// What the gatekeeper passes on: descriptor 9 is the push's lock.
    var descriptors: [CInt: Descriptor] { [9: lock.descriptor] }

    func run(_ command: ChildCommand) async throws -> Tool.Result {
        try await Tool.run(command, descriptors: descriptors)
    }

    /// The gatekeeper is gone, or done: only the hooks hold the push's lock from here on.
    func letGo() { lock.close() }

    func isWorkedOn() throws -> Bool { try FileLock.isHeld(scenario.configuration.locks.push(push)) }

    func deployment() async throws -> Deployment {
        try #require(try await scenario.database.deployments(of: scenario.project.id, limit: 1).first)
    }

    /// The processes of this push that run the hook.
    func hookProcesses() -> [pid_t] {
        let mark = Data("PAASTECH_PUSH_ID=\(push)".utf8)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { process in
            let name = FileManager.default.contents(atPath: "/proc/\(process)/comm") ?? Data()
            let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ") ?? Data()
            return name.starts(with: Data("deliver-push".utf8)) && environment.range(of: mark) != nil
        }
    }
}
