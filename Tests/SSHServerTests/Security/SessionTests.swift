import SSHServer
import TestSupport
import Testing

/// What a known client must not get either.
@Suite struct SessionTests {
    @Test func environmentIsNotPassed() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await client.run(
            "env", extra: ["-o", "SetEnv=LD_PRELOAD=/tmp/x.so GIT_DIR=/tmp GIT_PROTOCOL=version=2"])
        #expect(result.output.split(separator: "\n").sorted() == ["GIT_PROTOCOL=version=2", "PATH=/usr/bin:/bin"])
    }

    @Test func localForwardingIsRefused() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await client.run(nil, extra: ["-W", "127.0.0.1:\(server.port)"])
        #expect(result.errors.contains("stdio forwarding failed"))
        #expect(result.status == .exited(255))
    }

    @Test func remoteForwardingIsRefused() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await client.run(
            "printf in", extra: ["-R", "0:127.0.0.1:1", "-o", "ExitOnForwardFailure=yes"])
        #expect(result.errors.contains("remote port forwarding failed"))
        #expect(result.status == .exited(255))
    }

    @Test func terminalIsRefused() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await client.run("tty", extra: ["-tt"])
        #expect(result.errors.contains("PTY allocation request failed"))
        #expect(!result.output.contains("/dev/"))
    }

    @Test func agentIsNotForwarded() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await client.run("env", extra: ["-A"])
        #expect(result.output == "PATH=/usr/bin:/bin\n")
    }

    @Test func longCommandIsRefused() async throws {
        let server = try CommandServer { $0.limits.longestCommand = 100 }
        let client = try await server.client()
        let result = try await client.run("printf " + String(repeating: "a", count: 100))
        #expect(result.errors.contains("exec request failed"))
        let ran = server.events.contains { if case .command = $0 { true } else { false } }
        #expect(!ran)
    }

    @Test func onlyStrongAlgorithmsAreOffered() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let weak = [
            "KexAlgorithms=diffie-hellman-group14-sha1", "KexAlgorithms=ecdh-sha2-nistp256", "Ciphers=aes128-cbc",
            "MACs=hmac-sha1", "HostKeyAlgorithms=ssh-rsa", "HostKeyAlgorithms=ecdsa-sha2-nistp256",
        ]
        for option in weak {
            // A MAC matters only beside a cipher that has none of its own.
            let extra = option.hasPrefix("MACs") ? ["-o", "Ciphers=aes256-ctr"] : []
            let result = try await client.run("printf in", extra: ["-o", option] + extra)
            #expect(result.errors.contains("no matching"), "\(option): \(result.errors)")
        }
    }

    @Test func compressionIsNotOffered() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await client.run("printf in", extra: ["-v", "-C"])
        #expect(result.output == "in")
        #expect(result.errors.contains("compression: none"))
        #expect(!result.errors.contains("compression: zlib"))
    }
}
