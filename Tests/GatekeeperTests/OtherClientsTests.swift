import LinuxSystem
import PlatformModel
import TestSupport
import Testing

/// Pushes by clients that are not OpenSSH, each over its own implementation of SSH.
@Suite struct OtherClientsTests {
    private func push(
        _ gatekeeper: TestGatekeeper, with transport: String, variant: String = "ssh"
    ) async throws -> Tool.Result {
        try await gatekeeper.client.runGit(
            ["push", gatekeeper.remote(), "main"], in: gatekeeper.workTree(),
            environment: ["GIT_SSH_COMMAND": transport, "GIT_SSH_VARIANT": variant])
    }

    private func expectPushed(_ push: Tool.Result, to gatekeeper: TestGatekeeper) async throws {
        #expect(push.status == .exited(0), "\(push.errors)")
        #expect(push.errors.contains("-----> Live"), "\(push.errors)")
        let tip = try await gatekeeper.client.runGit(["rev-parse", "--verify", "main"], in: gatekeeper.repository)
        #expect(tip.status == .exited(0))
    }

    private func with(_ body: (TestGatekeeper) async throws -> Void) async throws {
        try await TestGatekeeper.with(postReceive: "echo '-----> Live'") { gatekeeper in
            gatekeeper.authority.state.withLock { $0.outcome = .accepted([Sample.deployment(.live)]) }
            try await body(gatekeeper)
        }
    }

    @Test func dropbear() async throws {
        try await with { gatekeeper in
            let key = gatekeeper.directory.file("dropbear")
            let converted = try await Tool.run(
                ChildCommand(
                    executable: "/usr/bin/dropbearconvert",
                    arguments: ["openssh", "dropbear", gatekeeper.client.key.path, key]))
            #expect(converted.status == .exited(0), "\(converted.errors)")
            try await expectPushed(try await push(gatekeeper, with: "dbclient -y -y -i \(key)"), to: gatekeeper)
        }
    }

    @Test func putty() async throws {
        try await with { gatekeeper in
            let key = gatekeeper.directory.file("id.ppk")
            let converted = try await Tool.run(
                ChildCommand(
                    executable: "/usr/bin/puttygen",
                    arguments: [gatekeeper.client.key.path, "-O", "private", "-o", key],
                    environment: ["HOME": gatekeeper.directory.path]))
            #expect(converted.status == .exited(0), "\(converted.errors)")
            let transport = "plink -batch -hostkey \(gatekeeper.gatekeeper.hostKeyFingerprint) -i \(key)"
            try await expectPushed(
                try await push(gatekeeper, with: transport, variant: "plink"), to: gatekeeper)
        }
    }

    @Test func paramiko() async throws {
        try await with { gatekeeper in
            let script = try SSHClientScript("paramiko-ssh.py")
            let transport = "\(script.interpreter) \(script.path) \(gatekeeper.client.key.path)"
            try await expectPushed(try await push(gatekeeper, with: transport), to: gatekeeper)
        }
    }

    @Test func libgit2WithLibssh2() async throws {
        try await with { gatekeeper in
            let pushed = try await SSHClientScript("libgit2-push.py").run([
                gatekeeper.workTree(), gatekeeper.remote(), gatekeeper.client.key.path, "refs/heads/main",
            ])
            try await expectPushed(pushed, to: gatekeeper)
        }
    }
}
