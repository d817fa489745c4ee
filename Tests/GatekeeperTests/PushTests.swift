import FoundationEssentials
import Glibc
import LinuxSystem
import PlatformModel
import TestSupport
import Testing

/// `git push` with the real git and ssh into a real bare repository.
@Suite struct PushTests {
    @Test func acceptedPushArrivesAndSucceeds() async throws {
        try await TestGatekeeper.with(postReceive: "echo '-----> Live'") { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([Sample.deployment(.live)]) }
            let tree = try await gatekeeper.workTree()
            let push = try await gatekeeper.push(from: tree)
            #expect(push.status == .exited(0))
            #expect(push.errors.contains("remote: -----> Live"))
            let tip = try await gatekeeper.client.runGit(["rev-parse", "HEAD"], in: tree)
            let stored = try await gatekeeper.client.runGit(["rev-parse", "main"], in: gatekeeper.repository)
            #expect(tip.output == stored.output)
        }
    }

    @Test func everyFormOfTheRemoteNamesTheProject() async throws {
        try await TestGatekeeper.with { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([]) }
            let tree = try await gatekeeper.workTree()
            for (index, path) in [
                "hello", "hello.git", "hello/", "alice/hello", "alice/hello.git", "\(gatekeeper.project.id)",
            ].enumerated() {
                let push = try await gatekeeper.push(["main:refs/heads/b\(index)"], to: path, from: tree)
                #expect(push.status == .exited(0), "\(path): \(push.errors)")
            }
        }
    }

    @Test func shallowCloneCanPush() async throws {
        try await TestGatekeeper.with { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([]) }
            let tree = try await gatekeeper.workTree()
            let clone = gatekeeper.directory.file("clone")
            for (arguments, place) in [
                (["commit", "-q", "--allow-empty", "-m", "Second"], tree),
                (["clone", "-q", "--depth", "1", "file://\(tree)", clone], tree),
            ] {
                let done = try await gatekeeper.client.runGit(arguments, in: place)
                #expect(done.status == .exited(0), "\(done.errors)")
            }
            let push = try await gatekeeper.push(from: clone)
            #expect(push.status == .exited(0), "\(push.errors)")
            // Nothing is new the second time, though a shallow clone names its edges.
            gatekeeper.authority.state.withLock { $0.outcome = .nothingReceived }
            let again = try await gatekeeper.push(from: clone)
            #expect(again.status == .exited(0))
            #expect(again.errors.contains("Everything up-to-date"))
            #expect(!again.errors.contains("Push refused"))
        }
    }

    @Test func failedDeploymentFailsThePush() async throws {
        try await TestGatekeeper.with(postReceive: "echo ' !     Build failed'") { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([Sample.deployment(.failed)]) }
            let push = try await gatekeeper.push(from: gatekeeper.workTree())
            #expect(push.status == .exited(1))
            #expect(push.errors.contains("remote:  !     Build failed"))
            #expect(push.errors.contains("error: failed to push some refs"))
        }
    }

    @Test func refusalOfPreReceiveFailsThePush() async throws {
        try await TestGatekeeper.with(preReceive: "echo no >&2; exit 1") { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .refused(reason: "no") }
            let push = try await gatekeeper.push(from: gatekeeper.workTree())
            #expect(push.status == .exited(1))
            #expect(push.errors.contains("pre-receive hook declined"))
        }
    }

    @Test func nothingNewSucceedsAndSaysWhatStillBuilds() async throws {
        try await TestGatekeeper.with { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([Sample.deployment(.live)]) }
            let tree = try await gatekeeper.workTree()
            #expect(try await gatekeeper.push(from: tree).status == .exited(0))
            gatekeeper.authority.state.withLock {
                $0.outcome = .nothingReceived
                $0.newest = Sample.deployment(.building)
            }
            let push = try await gatekeeper.push(from: tree)
            #expect(push.status == .exited(0))
            #expect(push.errors.contains("Everything up-to-date"))
            #expect(push.errors.contains("main at 3f2a9c1 is still building (deployment 4)"))
            #expect(push.errors.contains("paastech redeploy hello"))
        }
    }

    @Test func pushOptionsReachTheHooks() async throws {
        try await TestGatekeeper.with(
            preReceive: "echo \"$GIT_PUSH_OPTION_COUNT $GIT_PUSH_OPTION_0\" >$TEST_DIR/options"
        ) { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([]) }
            let push = try await gatekeeper.push(["-o", "no-deploy", "main"], from: gatekeeper.workTree())
            #expect(push.status == .exited(0))
            #expect(try gatekeeper.text("options") == "1 no-deploy\n")
        }
    }

    @Test func hooksKnowThePushAndNothingOfThisProcess() async throws {
        try await TestGatekeeper.with(preReceive: "env >$TEST_DIR/environment") { gatekeeper in
            setenv("A_SECRET_OF_THE_SERVER", "1", 1)
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([]) }
            #expect(try await gatekeeper.push(from: gatekeeper.workTree()).status == .exited(0))
            let lines = Set(try gatekeeper.text("environment").split(separator: "\n").map(String.init))
            let project = gatekeeper.project
            let push = try #require(gatekeeper.authority.state.withLock { $0.asked.first })
            for expected in [
                "PAASTECH_PUSH_ID=\(push)", "PAASTECH_PROJECT_ID=\(project.id)", "PAASTECH_PROJECT_NAME=hello",
                "PAASTECH_OWNER=alice", "PAASTECH_USER=alice", "PAASTECH_USER_ID=\(Sample.user)",
                "PAASTECH_DEPLOY_BRANCH=main", "PAASTECH_PUSH_LOCK_FD=3", "TEST_DIR=\(gatekeeper.directory.path)",
            ] { #expect(lines.contains(expected), "\(expected)") }
            #expect(!lines.contains { $0.hasPrefix("A_SECRET") || $0.hasPrefix("HOME=") })
        }
    }

    @Test func lockLivesAsLongAsReceivePackAndItsHooks() async throws {
        let hook = "flock -n \"$TEST_DIR/locks/pushes/$PAASTECH_PUSH_ID\" true && echo free >$TEST_DIR/lock"
        try await TestGatekeeper.with(preReceive: hook + " || echo held >$TEST_DIR/lock") { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([]) }
            let push = try await gatekeeper.push(from: gatekeeper.workTree())
            #expect(push.status == .exited(0))
            #expect(try gatekeeper.text("lock") == "held\n")
            #expect(try gatekeeper.lockFiles() == [])
        }
    }

    /// A detached hook goes on after the push has ended; the lock says so until it is done.
    @Test func lockOutlivesThePushWhereAHookGoesOn() async throws {
        let hook = "mkfifo $TEST_DIR/go; (read x <$TEST_DIR/go) >/dev/null 2>&1 </dev/null &"
        try await TestGatekeeper.with(postReceive: hook) { gatekeeper in
            gatekeeper.authority.state.withLock {
                $0.outcome = .accepted([Sample.deployment(.building, options: .detach)])
            }
            #expect(try await gatekeeper.push(from: gatekeeper.workTree()).status == .exited(0))
            let files = try gatekeeper.lockFiles()
            #expect(files.count == 1)
            let path = gatekeeper.directory.file("locks/pushes/\(files[0])")
            #expect(try FileLock.isHeld(path))
            let go = try await Tool.offPool { [directory = gatekeeper.directory] in
                try Descriptor.open(directory.file("go"), flags: O_WRONLY)
            }
            go.close()
            try await eventually("the lock is free") { try !FileLock.isHeld(path) }
        }
    }

    @Test func shutdownWaitsForRunningPushes() async throws {
        let hook = "touch $TEST_DIR/started; while [ ! -e $TEST_DIR/go ]; do sleep 0.02; done"
        let gatekeeper = try await TestGatekeeper(postReceive: hook)
        gatekeeper.authority.state.withLock { $0.outcome = .accepted([Sample.deployment(.live)]) }
        let tree = try await gatekeeper.workTree()
        async let push = gatekeeper.push(from: tree)
        let started = gatekeeper.directory.file("started")
        try await eventually("the hook starts") { access(started, F_OK) == 0 }
        async let stopped: Void = gatekeeper.stop()
        // New connections are refused as soon as the listener is gone.
        let port = gatekeeper.client.port
        try await eventually("the listener is gone") { !RawTCPClient.isListening(on: port) }
        try Data().write(to: URL(filePath: gatekeeper.directory.file("go")))
        #expect(try await push.status == .exited(0))
        try await stopped
    }
}
