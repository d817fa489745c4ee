import FoundationEssentials
import Glibc
import LinuxSystem
import PlatformModel
import PostgresStore
import TestSupport
import Testing

/// The compiled hook under a real `git push`, with the objects in git's own quarantine and a real database.
@Suite("pre-receive under git push")
struct PreReceiveHookTests {
    @Test("a good push is accepted, with its rows")
    func accepted() async throws {
        let scenario = try await HookedRepository()
        let result = try await scenario.push(["index.html": "hello"])
        #expect(result.status == .exited(0), "\(result.errors)")
        #expect(try await scenario.tip() == result.commit)
        guard case .interrupted(let deployments) = try await scenario.outcome() else {
            Issue.record("\(try await scenario.outcome())")
            return
        }
        #expect(deployments.map(\.commit.description) == [result.commit])
        #expect(deployments.map(\.status) == [.received])
        #expect(deployments.map(\.number) == [1])
    }

    @Test("a bad configuration is read from quarantine, shown to the pusher, recorded, and nothing is stored")
    func badConfiguration() async throws {
        let scenario = try await HookedRepository()
        let file = "buildpacks:\n  path: .\n\n  buildr: x\n"
        let result = try await scenario.push(["paastech/buildpacks.yaml": file, "index.html": ""])
        let problem = #"paastech/buildpacks.yaml:4:3: unknown key "buildr", did you mean "builder"?"#
        #expect(result.status == .exited(1))
        let shown = result.errors.split(separator: "\n").map { $0.trimmingSuffix(while: \.isWhitespace) }
        #expect(shown.contains("remote:  !     \(problem)"), "\(result.errors)")
        #expect(shown.contains("remote:              buildr: x"))
        #expect(shown.contains("remote:              ^"))
        #expect(try await scenario.tip() == "")
        #expect(try await !scenario.has(result.commit))
        #expect(try await scenario.outcome() == .refused(reason: problem))
    }

    @Test("another branch is stored without a deployment, an unknown option refused")
    func branchesAndOptions() async throws {
        let scenario = try await HookedRepository()
        let branch = try await scenario.push(["a": "1"], to: "refs/heads/feature")
        #expect(branch.status == .exited(0), "\(branch.errors)")
        #expect(try await scenario.outcome() == .interrupted([]))
        let other = try await HookedRepository()
        let option = try await other.push(["a": "1"], arguments: ["-o", "force"])
        #expect(option.status == .exited(1))
        #expect(option.errors.contains("unknown push option \"force\"; known are: no-deploy, clear-cache, detach"))
        #expect(try await !other.has(option.commit))
    }

    @Test("DatabaseAway: a push that cannot be recorded is not accepted")
    func databaseAway() async throws {
        let scenario = try await HookedRepository()
        let result = try await scenario.push(
            ["a": "1"], environment: ["PAASTECH_DATABASE_URL": "host=/nonexistent dbname=x user=x connect_timeout=1"])
        #expect(result.status == .exited(1))
        #expect(
            result.errors.contains(
                "PaaSTech is temporarily unavailable, nothing was received; try again in a moment"), "\(result.errors)")
        #expect(try await scenario.tip() == "")
        #expect(try await !scenario.has(result.commit))
    }

    @Test(
        "PushWithoutTheGatekeeper: without its word, or its lock, nothing is taken",
        arguments: ["PAASTECH_PUSH_ID", "PAASTECH_DATABASE_URL", "PAASTECH_PUSH_LOCK_FD"])
    func withoutGatekeeper(key: String) async throws {
        let scenario = try await HookedRepository()
        let result = try await scenario.push(["a": "1"], environment: [key: nil])
        #expect(result.status == .exited(1))
        #expect(
            result.errors.contains("\(key) is not set: pushes are taken through the gatekeeper only"),
            "\(result.errors)")
        let other = try await scenario.push(["b": "1"], environment: ["PAASTECH_PUSH_LOCK_FD": "77"])
        #expect(other.errors.contains("the gatekeeper's lock on this push is gone; push again"), "\(other.errors)")
        #expect(try await scenario.tip() == "")
        #expect(try await !scenario.has(result.commit))
    }
}

extension PreReceiveHookTests {
    @Test("StartedByHand: without GIT_DIR nothing is opened, wherever the process stands")
    func startedByHand() async throws {
        let scenario = try await HookedRepository()
        let result = try await scenario.startByHand()
        #expect(result.status == .exited(1))
        #expect(result.errors.contains("GIT_DIR is not set"), "\(result.errors)")
    }
}

/// A bare repository whose pre-receive hook is the compiled one, a clone to push from, a database and an account.
private final class HookedRepository: Sendable {
    struct Result {
        let status: ChildProcess.ExitStatus
        let errors: String
        let commit: String
    }

    private let git: ScratchGit
    private let database: PlatformDatabase
    private let environment: [String: String]
    private let push = PushID()
    private let lock: Descriptor

    init() async throws {
        let hook = try #require(BuiltProduct.path("pre-receive"), "build the product pre-receive first")
        (git, lock) = try await Tool.offPool {
            let git = try ScratchGit()
            try git.git("config", "core.hooksPath", git.directory + "/hooks")
            try git.git("config", "receive.fsckObjects", "true")
            try git.git("config", "receive.advertisePushOptions", "true")
            mkdir(git.directory + "/hooks", 0o755)
            symlink(hook, git.directory + "/hooks/pre-receive")
            try git.run(["init", "--quiet", "--initial-branch=main", git.directory + "/work"], in: git.directory)
            return (git, try Descriptor.open("/dev/null", flags: O_RDONLY))
        }
        let url = try await Tool.offPool {
            PrivatePostgres.shared.url(database: try PrivatePostgres.shared.createDatabase())
        }
        database = try PlatformDatabase(url: url)
        try await database.migrate()
        let user = try await database.createUser(
            name: try UserName(parsing: "alice"), email: "alice@example.org", passwordHash: nil, isAdministrator: false)
        let project = try await database.beginProject(
            id: ProjectID(), name: try ProjectName(parsing: "hello"), owner: user.id)
        try await database.activateProject(project.id)
        environment = PushSample.environment.merging(
            [
                "PAASTECH_PUSH_ID": "\(push)", "PAASTECH_PROJECT_ID": "\(project.id)", "PAASTECH_USER_ID": "\(user.id)",
                "PAASTECH_DATABASE_URL": url, "PAASTECH_PUSH_LOCK_FD": "9", "PATH": "/usr/bin:/bin",
                "HOME": git.directory, "LC_ALL": "C.UTF-8", "SWIFT_BACKTRACE": "enable=no",
                "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "Ada",
                "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "Ada",
                "GIT_COMMITTER_EMAIL": "a@example.org",
            ]) { _, new in new }
    }

    deinit { database.close() }

    /// Commits files in the clone and pushes them; `nil` takes a variable out of the environment.
    func push(
        _ files: [String: String], to reference: String = "refs/heads/main", arguments: [String] = [],
        environment change: [String: String?] = [:]
    ) async throws -> Result {
        let work = git.directory + "/work"
        for (path, content) in files {
            let file = URL(filePath: "\(work)/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content.utf8).write(to: file)
        }
        let git = git
        let commit = try await Tool.offPool {
            try git.run(["add", "--all"], in: work)
            try git.run(["commit", "--quiet", "--message", "A change"], in: work)
            return try git.run(["rev-parse", "HEAD"], in: work)
        }
        var environment = environment
        for (key, value) in change { environment[key] = value }
        let result = try await Tool.run(
            ChildCommand(
                executable: "/usr/bin/git",
                arguments: ["push"] + arguments + [git.repository, "HEAD:\(reference)"],
                environment: environment, workingDirectory: work),
            descriptors: [9: lock])
        return Result(status: result.status, errors: result.errors, commit: commit)
    }

    /// Starts the hook in the bare repository as no git would.
    func startByHand() async throws -> (status: ChildProcess.ExitStatus, errors: String) {
        let updates = git.directory + "/updates"
        try Data("\(String(repeating: "0", count: 40)) \(String(repeating: "a", count: 40)) refs/heads/main\n".utf8)
            .write(to: URL(filePath: updates))
        let result = try await Tool.run(
            ChildCommand(
                executable: git.directory + "/hooks/pre-receive", arguments: [], environment: environment,
                workingDirectory: git.repository),
            descriptors: [0: try Descriptor.open(updates, flags: O_RDONLY), 9: lock])
        return (result.status, result.errors + result.output)
    }

    /// The commit of `main` in the bare repository, or nothing.
    func tip() async throws -> String {
        let git = git
        return try await Tool.offPool { try git.git("for-each-ref", "--format=%(objectname)", "refs/heads/main") }
    }

    /// Whether the bare repository has an object.
    func has(_ commit: String) async throws -> Bool {
        let git = git
        return try await Tool.offPool {
            try git.attempt(["cat-file", "-e", commit], in: git.repository).status.isSuccess
        }
    }

    func outcome() async throws -> PushOutcome {
        let (database, push) = (database, push)
        return try await Tool.offPool { try database.outcome(of: push) }
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> String {
        var text = self
        while let last = text.last, isDropped(last) { text.removeLast() }
        return String(text)
    }
}
