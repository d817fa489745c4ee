import LinuxSystem
import SSHServer
import TestSupport
import Testing

/// What strangers can do before they have shown a key.
@Suite struct LimitTests {
    @Test func silentConnectionsDoNotLockOut() async throws {
        let server = try CommandServer {
            $0.limits.unauthenticated = 8
            $0.limits.unauthenticatedPerAddress = 8
        }
        let client = try await server.client()
        let silent = try (0..<30).map { _ in try RawTCPClient(port: server.port) }
        let result = try await client.run("printf in")
        #expect(result.output == "in")
        // The oldest made room: its connection was closed, the newest still waits.
        let first = try await Tool.offPool { silent[0].readToEnd(within: .seconds(10)) }
        #expect(first != nil)
        let last = try await Tool.offPool { silent[29].readToEnd(within: .milliseconds(50)) }
        #expect(last == nil)
    }

    @Test func silentConnectionEndsWithTheGraceTime() async throws {
        let server = try CommandServer { $0.limits.loginGraceTime = .milliseconds(300) }
        let silent = try RawTCPClient(port: server.port)
        let heard = try await Tool.offPool { silent.readToEnd(within: .seconds(10)) }
        #expect(try String(decoding: #require(heard), as: UTF8.self).hasPrefix("SSH-2.0-Test\r\n"))
    }

    /// A client that keeps sending, but nothing that is SSH, has no longer than a silent one.
    @Test(arguments: [
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\r\n", "SSH-1.5-old\r\n",
        "SSH-2.0-x\r\n" + String(repeating: "\u{1}", count: 64),
        String(repeating: "A", count: 300_000), "\0\0\0\0",
    ])
    func garbageIsCutOff(text: String) async throws {
        let server = try CommandServer { $0.limits.loginGraceTime = .milliseconds(500) }
        let known = try await server.client()
        let raw = try RawTCPClient(port: server.port)
        try await Tool.offPool { raw.send(Array(text.utf8)) }
        let heard = try await Tool.offPool { raw.readToEnd(within: .seconds(10)) }
        #expect(heard != nil)
        #expect(try await known.run("printf in").output == "in")
    }

    @Test func halfHandshakesLeaveNothingBehind() async throws {
        let server = try CommandServer()
        for index in 0..<50 {
            let raw = try RawTCPClient(port: server.port)
            raw.send(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8))
            if index.isMultiple(of: 2) { raw.reset() }
        }
        let deadline = ContinuousClock.now + .seconds(20)
        while server.server.connectionCount > 0, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(server.server.connectionCount == 0)
    }

    @Test func connectionsOverTheLimitAreRefusedAndThoseInsideGoOn() async throws {
        let server = try CommandServer { $0.limits.connectionsPerAddress = 2 }
        let client = try await server.client()
        let silent = try (0..<2).map { _ in try RawTCPClient(port: server.port) }
        let refused = try await client.run("printf in")
        #expect(refused.status == .exited(255))
        silent[0].socket.close()
        let deadline = ContinuousClock.now + .seconds(20)
        while server.server.connectionCount > 1, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        #expect(try await client.run("printf in").output == "in")
    }

    @Test func sixthWrongKeyEndsTheConnection() async throws {
        let server = try CommandServer()
        var extra: [String] = []
        for index in 0..<6 {
            let stranger = try await server.client("stranger\(index)", isKnown: false)
            if index < 5 { extra += ["-i", stranger.key.path] }
        }
        let known = try await server.client("known")
        // Keys are tried in the order of the command line: five strangers, then the right one.
        let options = known.options.filter { $0 != "-i" && $0 != known.key.path }
        func attempt(_ keys: [String]) async throws -> Tool.Result {
            try await Tool.run(
                ChildCommand(
                    executable: "/usr/bin/ssh", arguments: options + keys + ["git@127.0.0.1", "printf in"],
                    environment: ["PATH": "/usr/bin:/bin", "HOME": known.directory.path]))
        }
        #expect(try await attempt(extra + ["-i", known.key.path]).output == "in")
        let sixth = known.directory.file("stranger5")
        let refused = try await attempt(extra + ["-i", sixth, "-i", known.key.path])
        #expect(refused.output == "")
        #expect(refused.status == .exited(255))
    }
}
