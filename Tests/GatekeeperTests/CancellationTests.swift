import Glibc
import LinuxSystem
import PlatformModel
import TestSupport
import Testing

/// What becomes of a push whose client goes away.
@Suite struct CancellationTests {
    private static let hook =
        "trap '' PIPE HUP; touch $TEST_DIR/started; while [ ! -e $TEST_DIR/go ]; do sleep 0.02; done; touch $TEST_DIR/ended"

    @Test func ctrlCCancels() async throws {
        try await TestGatekeeper.with(postReceive: Self.hook) { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([Sample.deployment(.building)]) }
            let tree = try await gatekeeper.workTree()
            let git = try ChildProcess(gatekeeper.client.git(["push", gatekeeper.remote(), "main"], in: tree))
            let started = gatekeeper.directory.file("started")
            try await eventually("the hook starts") { access(started, F_OK) == 0 }
            git.signalGroup(SIGINT)
            _ = try await Tool.offPool { git.wait() }
            try await eventually("the push is canceled") {
                !gatekeeper.authority.state.withLock { $0.canceled.isEmpty }
            }
            try await finish(gatekeeper)
        }
    }

    @Test func brokenNetworkDoesNotCancel() async throws {
        try await TestGatekeeper.with(postReceive: Self.hook) { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([Sample.deployment(.building)]) }
            let tree = try await gatekeeper.workTree()
            let proxy = try TCPProxy(to: gatekeeper.client.port)
            let remote = "ssh://git@127.0.0.1:\(proxy.port)/hello"
            // The options of the client name the gatekeeper's port; the remote's own port comes after and is ignored.
            let client = OpenSSHClient(
                port: proxy.port, key: gatekeeper.client.key, directory: gatekeeper.directory)
            let git = try ChildProcess(client.git(["push", remote, "main"], in: tree))
            let started = gatekeeper.directory.file("started")
            try await eventually("the hook starts") { access(started, F_OK) == 0 }
            proxy.reset()
            _ = try await Tool.offPool { git.wait() }
            try await finish(gatekeeper)
            try await eventually("the outcome is asked for") {
                !gatekeeper.authority.state.withLock { $0.asked.isEmpty }
            }
            #expect(gatekeeper.authority.state.withLock { $0.canceled } == [])
        }
    }

    /// Lets the hook go; it outlives receive-pack and ends in its own time.
    private func finish(_ gatekeeper: TestGatekeeper) async throws {
        try Descriptor.open(gatekeeper.directory.file("go"), flags: O_WRONLY | O_CREAT).close()
        let ended = gatekeeper.directory.file("ended")
        try await eventually("the hook ends") { access(ended, F_OK) == 0 }
    }
}
