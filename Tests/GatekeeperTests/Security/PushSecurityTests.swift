import FoundationEssentials
import Glibc
import LinuxSystem
import PlatformModel
import TestSupport
import Testing

/// Attacks on the way of a push, each named by what it tries.
@Suite struct PushSecurityTests {
    @Test func repositoryNameEscapesItsDirectory() async throws {
        try await TestGatekeeper.with { gatekeeper in
            let tree = try await gatekeeper.workTree()
            let victim = gatekeeper.directory.file("victim.git")
            _ = try await gatekeeper.client.runGit(["init", "-q", "--bare", victim], in: gatekeeper.directory.path)
            for path in [
                "../victim.git", "/../victim.git", "hello/../../victim.git", victim, "%2e%2e/victim.git",
                "~/victim.git",
                "alice/../../victim", "\(gatekeeper.project.id)/../../victim.git",
            ] {
                let push = try await gatekeeper.push(to: path, from: tree)
                #expect(push.status == .exited(128), "\(path)")
                #expect(push.errors.contains("does not exist, or your key"), "\(path): \(push.errors)")
            }
            let refs = try await gatekeeper.client.runGit(["for-each-ref"], in: victim)
            #expect(refs.output == "")
        }
    }

    @Test func removedKeyCannotUseAnOpenConnection() async throws {
        try await TestGatekeeper.with { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([]) }
            let control = ["-o", "ControlPath=\(gatekeeper.directory.file("control"))"]
            let master = try ChildProcess(gatekeeper.client.command(nil, extra: control + ["-M", "-N"]))
            let socket = gatekeeper.directory.file("control")
            try await eventually("the connection is shared") { access(socket, F_OK) == 0 }
            let tree = try await gatekeeper.workTree()
            let before = try await gatekeeper.push(from: tree, extra: control)
            #expect(before.status == .exited(0))
            gatekeeper.authority.state.withLock { $0.keys = [:] }
            let after = try await gatekeeper.push(["main:refs/heads/late"], from: tree, extra: control)
            #expect(
                after.errors.contains(
                    "fatal: remote error: your key \"laptop\" was removed from the account alice"))
            let shell = try await gatekeeper.client.run("x", extra: control)
            #expect(shell.errors.contains("was removed from the account alice"))
            master.signal(SIGTERM)
            _ = try await Tool.offPool { master.wait() }
        }
    }

    @Test func repositoryConfigurationCannotReplaceTheHooks() async throws {
        try await TestGatekeeper.with(preReceive: "echo ours >&2; exit 1") { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .refused(reason: "ours") }
            let evil = gatekeeper.directory.file("evil")
            try FileManager.default.createDirectory(atPath: evil, withIntermediateDirectories: false)
            _ = try await gatekeeper.client.runGit(["config", "core.hooksPath", evil], in: gatekeeper.repository)
            _ = try await gatekeeper.client.runGit(
                ["config", "receive.fsckObjects", "false"], in: gatekeeper.repository)
            let push = try await gatekeeper.push(from: gatekeeper.workTree())
            #expect(push.errors.contains("remote: ours"))
            #expect(push.status == .exited(1))
        }
    }

    @Test func hiddenReferencesCannotBePushedOrSeen() async throws {
        try await TestGatekeeper.with { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .nothingReceived }
            let tree = try await gatekeeper.workTree()
            let push = try await gatekeeper.push(["main:refs/paastech/deployments/1"], from: tree)
            #expect(push.status == .exited(1))
            #expect(push.errors.contains("deny updating a hidden ref"))
            #expect(push.errors.contains(" !     Push refused, nothing was stored"))
        }
    }

    @Test func brokenObjectsAreRefused() async throws {
        try await TestGatekeeper.with { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .nothingReceived }
            let tree = try await gatekeeper.workTree()
            let blob = try await gatekeeper.client.runGit(["rev-parse", "HEAD:index.html"], in: tree)
            // A tree with an entry that would leave the directory it is checked out to.
            let listing = gatekeeper.directory.file("listing")
            let entry = "100644 blob \(blob.output.trimmingPrefix("\n").prefix(40))\t.git\n"
            try Data(entry.utf8).write(to: URL(filePath: listing))
            let input = try Descriptor.open(listing, flags: O_RDONLY)
            let made = try await Tool.run(
                gatekeeper.client.git(["mktree"], in: tree), descriptors: [0: input])
            let commit = try await gatekeeper.client.runGit(
                ["commit-tree", "-m", "x", String(made.output.prefix(40))], in: tree)
            let push = try await gatekeeper.push(["\(commit.output.prefix(40)):refs/heads/main"], from: tree)
            #expect(push.status == .exited(1))
            #expect(push.errors.contains("hasDotgit"))
            #expect(push.errors.contains(" !     Push refused, nothing was stored: git's reason stands above"))
        }
    }

    @Test func pushOverTheSizeLimitIsCutOff() async throws {
        try await TestGatekeeper.with(change: { $0.maximumPushBytes = 1000 }) { gatekeeper in
            let tree = try await gatekeeper.workTree()
            let random = try Descriptor.open("/dev/urandom", flags: O_RDONLY)
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 50_000, alignment: 1)
            defer { buffer.deallocate() }
            _ = try random.read(into: buffer)
            try Data(buffer).write(to: URL(filePath: "\(tree)/big"))
            for arguments in [["add", "."], ["commit", "-q", "-m", "Big"]] {
                _ = try await gatekeeper.client.runGit(arguments, in: tree)
            }
            let push = try await gatekeeper.push(from: tree)
            #expect(push.status == .exited(1))
            #expect(push.errors.contains("pack exceeds maximum allowed size"))
            #expect(push.errors.contains(" !     Push refused, nothing was stored: one push may send 1000 bytes;"))
        }
    }
}
