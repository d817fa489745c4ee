import FoundationEssentials
import Gatekeeper
import Glibc
import LinuxSystem
import Logging
import PlatformModel
import PushReception
import SSHServer
import ServiceLifecycle
import Synchronization
import TestSupport

/// A running gatekeeper in front of one real bare repository, with hooks that are shell scripts of the test.
final class TestGatekeeper: Sendable {
    let directory: TemporaryDirectory
    let authority = MemoryAuthority()
    let gatekeeper: Gatekeeper
    let project: Project
    let client: OpenSSHClient
    private let group: ServiceGroup
    private let running: Task<Void, any Error>

    /// - Parameters:
    ///   - preReceive: body of the hook, run by `/bin/sh`; `$TEST_DIR` is the test's directory.
    ///   - postReceive: likewise.
    init(
        preReceive: String = "", postReceive: String = "",
        change: (inout GatekeeperConfiguration) -> Void = { _ in }
    ) async throws {
        let directory = try TemporaryDirectory("gatekeeper")
        self.directory = directory
        for name in ["hooks", "repositories", "locks"] {
            try FileManager.default.createDirectory(atPath: directory.file(name), withIntermediateDirectories: false)
        }
        for (name, body) in ["pre-receive": preReceive, "post-receive": postReceive] {
            let script = directory.file("hooks/\(name)")
            try Data("#!/bin/sh\n\(body)\n".utf8).write(to: URL(filePath: script))
            chmod(script, 0o755)
        }
        project = Sample.project()
        let repository = directory.file("repositories/\(project.id).git")
        let key = try await Tool.offPool {
            let made = try Tool.runBlocking(
                ChildCommand(
                    executable: "/usr/bin/git", arguments: ["init", "-q", "--bare", "-b", "main", repository],
                    environment: ["HOME": directory.path, "PATH": "/usr/bin:/bin"]))
            guard made.status.isSuccess else { throw LinuxError(code: EINVAL, message: made.errors) }
            return try OpenSSHClient.Key(directory.file("id"))
        }
        var configuration = GatekeeperConfiguration(
            addresses: [NetworkAddress(host: "127.0.0.1", port: 0)], hostKeyPath: directory.file("host_key"),
            repositoriesDirectory: directory.file("repositories"), pushLocksDirectory: directory.file("locks/pushes"),
            receptionSocket: directory.file("reception.sock"), hooksDirectory: directory.file("hooks"),
            hookEnvironment: ["TEST_DIR": directory.path])
        configuration.limits.drainLimit = .seconds(30)
        change(&configuration)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        gatekeeper = try Gatekeeper(configuration, authority: authority, logger: logger)
        client = OpenSSHClient(port: gatekeeper.addresses[0].port, key: key, directory: directory)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [.init(service: gatekeeper)], logger: logger))
        self.group = group
        // Unstructured because it belongs to this object; `stop` ends it and waits for it.
        running = Task { try await group.run() }
        let project = project
        let authorized = try Self.authorized(key)
        authority.state.withLock {
            $0.projects = [project]
            $0.keys[authorized.fingerprint] = authorized
        }
    }

    /// Ends the service in an orderly way.
    func stop() async throws {
        await group.triggerGracefulShutdown()
        try await running.value
    }

    /// Runs a test's body and stops the gatekeeper whatever becomes of it.
    static func with(
        preReceive: String = "", postReceive: String = "",
        change: (inout GatekeeperConfiguration) -> Void = { _ in },
        _ body: (TestGatekeeper) async throws -> Void
    ) async throws {
        let gatekeeper = try await TestGatekeeper(preReceive: preReceive, postReceive: postReceive, change: change)
        do {
            try await body(gatekeeper)
        } catch {
            try await gatekeeper.stop()
            throw error
        }
        try await gatekeeper.stop()
    }

    var repository: String { directory.file("repositories/\(project.id).git") }
    var address: String { "127.0.0.1:\(client.port)" }

    func remote(_ path: String = "hello") -> String { "ssh://git@\(address)/\(path)" }

    /// A work tree with one commit on `main`.
    func workTree(_ name: String = "work") async throws -> String {
        let path = directory.file(name)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        try Data("hello\n".utf8).write(to: URL(filePath: "\(path)/index.html"))
        for arguments in [["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "First"]] {
            let done = try await client.runGit(arguments, in: path)
            guard done.status.isSuccess else { throw LinuxError(code: EINVAL, message: done.errors) }
        }
        return path
    }

    func push(
        _ arguments: [String] = ["main"], to path: String = "hello", from workTree: String, extra: [String] = []
    ) async throws -> Tool.Result {
        try await client.runGit(["push", remote(path)] + arguments, in: workTree, extra: extra)
    }

    /// The text of a file the hooks wrote in the test's directory.
    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: directory.file(name))), as: UTF8.self)
    }

    /// Puts copies of the compiled hooks in place of the scripts, without the programs that they hand over to.
    func useCompiledHooks() throws {
        for name in ["pre-receive", "post-receive"] {
            let hook = directory.file("hooks/\(name)")
            guard let built = BuiltProduct.path(name) else {
                throw LinuxError(code: ENOENT, message: "build the product \(name) first")
            }
            try FileManager.default.removeItem(atPath: hook)
            try FileManager.default.copyItem(atPath: built, toPath: hook)
        }
    }

    /// What the reception answers to one line.
    func askReception(_ line: String) async throws -> [UInt8] {
        let path = directory.file("reception.sock")
        return try await Tool.offPool {
            let socket = Descriptor(owning: ReceptionAddress.socket(waitingAtMost: 10))
            let number = socket.rawValue
            guard let address = ReceptionAddress(path: path), address.withPointer({ connect(number, $0, $1) }) == 0
            else {
                throw LinuxError(code: errno, message: "cannot connect to \(path)")
            }
            _ = Array(line.utf8).withUnsafeBytes { send(number, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            return try socket.readAll()
        }
    }

    /// Lock files of pushes that exist now.
    func lockFiles() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.file("locks/pushes"))
    }

    /// What the account's list would hold for this key.
    static func authorized(_ key: OpenSSHClient.Key) throws -> AuthorizedKey {
        let listing = try Tool.runBlocking(
            ChildCommand(executable: "/usr/bin/ssh-keygen", arguments: ["-l", "-f", key.path]))
        let words = listing.output.split(separator: " ")
        guard words.count > 1, let fingerprint = KeyFingerprint(String(words[1])),
            let blob = Data(base64Encoded: key.base64)
        else { throw LinuxError(code: EINVAL, message: "ssh-keygen -l says: \(listing.output)") }
        return Sample.key(fingerprint, blob: Array(blob))
    }
}
