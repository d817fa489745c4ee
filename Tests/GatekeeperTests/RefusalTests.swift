import Glibc
import LinuxSystem
import PlatformModel
import TestSupport
import Testing

/// The gatekeeper's sentences, as the real clients show them.
@Suite struct RefusalTests {
    @Test func shellGetsAGreeting() async throws {
        try await TestGatekeeper.with { gatekeeper in
            let result = try await gatekeeper.client.run(nil)
            #expect(
                result.errors.hasSuffix(
                    "Hi alice, your key \"laptop\" works. PaaSTech gives no shell; push with: "
                        + "git push ssh://git@\(gatekeeper.address)/<project> main\r\n"))
            #expect(result.status == .exited(1))
        }
    }

    /// 0.0.0.0 is where a server listens, not where anybody pushes to.
    @Test func sentencesNameThePublicAddress() async throws {
        try await TestGatekeeper.with(change: {
            $0.publicHost = "git.example.org"
            $0.publicPort = 22
        }) { gatekeeper in
            let result = try await gatekeeper.client.run(nil)
            #expect(result.errors.contains("push with: git push ssh://git@git.example.org:22/<project> main"))
        }
    }

    @Test func missingAndForeignProjectsLookTheSame() async throws {
        try await TestGatekeeper.with { gatekeeper in
            let foreign = Sample.project("secret", owner: UserID(), ownerName: try UserName(parsing: "bob"))
            gatekeeper.authority.state.withLock { $0.projects.append(foreign) }
            let tree = try await gatekeeper.workTree()
            for path in ["bob/nothing", "bob/secret"] {
                let push = try await gatekeeper.push(to: path, from: tree)
                #expect(
                    push.errors.contains(
                        "fatal: remote error: project '\(path)' does not exist, or your key \"laptop\" has no access to it\n"
                    ))
                #expect(push.status == .exited(128))
            }
        }
    }

    @Test func readingIsExplained() async throws {
        try await TestGatekeeper.with { gatekeeper in
            let clone = try await gatekeeper.client.runGit(
                ["clone", gatekeeper.remote(), "copy"], in: gatekeeper.directory.path)
            #expect(clone.errors.contains("fatal: remote error: PaaSTech only takes pushes"))
            #expect(clone.status == .exited(128))
        }
    }

    @Test func otherCommandsAreExplained() async throws {
        try await TestGatekeeper.with { gatekeeper in
            for (command, extra) in [("rsync --server", []), ("sftp", ["-s"]), ("git-receive-pack 'hello';id", [])] {
                let result = try await gatekeeper.client.run(command, extra: extra)
                #expect(result.errors.hasSuffix("/<project> main\r\n"))
                #expect(result.output == "")
                #expect(result.status == .exited(1))
            }
        }
    }

    @Test func databaseThatIsAwayIsSaidBeforeAuthentication() async throws {
        try await TestGatekeeper.with { gatekeeper in
            gatekeeper.authority.state.withLock { $0.isUnavailable = true }
            let push = try await gatekeeper.push(from: gatekeeper.workTree())
            #expect(
                push.errors.contains(
                    "PaaSTech is temporarily unavailable, nothing was received; try again in a moment"))
            #expect(push.status == .exited(128))
        }
    }

    /// A client that has logged in already hears it as git's own refusal, for every kind of command.
    @Test func databaseThatIsAwayIsSaidAfterAuthentication() async throws {
        try await TestGatekeeper.with { gatekeeper in
            let socket = gatekeeper.directory.file("control")
            let control = ["-o", "ControlPath=\(socket)"]
            let master = try ChildProcess(gatekeeper.client.command(nil, extra: control + ["-M", "-N"]))
            try await eventually("the connection is shared") { access(socket, F_OK) == 0 }
            gatekeeper.authority.state.withLock { $0.isUnavailable = true }
            let sentence = "PaaSTech is temporarily unavailable, nothing was received; try again in a moment"
            let push = try await gatekeeper.push(from: gatekeeper.workTree(), extra: control)
            #expect(push.errors.contains("fatal: remote error: \(sentence)"), "\(push.errors)")
            let shell = try await gatekeeper.client.run("ls", extra: control)
            #expect(shell.errors.contains(sentence))
            #expect(shell.status == .exited(1))
            master.signal(SIGTERM)
            _ = try await Tool.offPool { master.wait() }
        }
    }

    @Test func missingRepositoryDoesNotShowAPath() async throws {
        try await TestGatekeeper.with { gatekeeper in
            let other = Sample.project("empty")
            gatekeeper.authority.state.withLock { $0.projects.append(other) }
            let push = try await gatekeeper.push(to: "empty", from: gatekeeper.workTree())
            #expect(push.errors.contains("project 'empty' has no repository on this server"))
            #expect(!push.errors.contains(gatekeeper.directory.path))
        }
    }
}
