import Glibc
import LinuxSystem
import SSHServer
import TestSupport
import Testing

/// Who left, and how: decides whether a build goes on.
@Suite struct DepartureTests {
    private func started(_ server: CommandServer) async throws -> Bool {
        try await server.waitForEvents { $0.contains { if case .command = $0 { true } else { false } } }
    }

    private func departure(_ server: CommandServer) async throws -> Departure? {
        _ = try await server.waitForEvents { $0.contains { if case .finished = $0 { true } else { false } } }
        return server.events.lazy.compactMap { if case .left(let departure) = $0 { departure } else { nil } }.first
    }

    /// Ctrl-C in the terminal: the kernel closes the killed client's socket in order.
    @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
    func killedClientHasLeftCleanly(signal: CInt) async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let output = try Descriptor.pipe()
        let ssh = try ChildProcess(
            client.command("sh -c echo\tx;exec\tcat"), descriptors: [0: openInput(), 1: output.writing.rawValue])
        // What a killed client has not read makes the kernel reset its connection; this one has read all there was.
        let hasOutput = try await Tool.offPool { try output.reading.wait(for: .reading, milliseconds: 20_000) }
        #expect(hasOutput)
        ssh.signal(signal)
        _ = try await Tool.offPool { ssh.wait() }
        #expect(try await departure(server) == .clean)
    }

    @Test func resetIsALoss() async throws {
        let server = try CommandServer()
        let proxy = try TCPProxy(to: server.port)
        let known = try await server.client()
        let client = OpenSSHClient(port: proxy.port, key: known.key, directory: known.directory)
        let ssh = try ChildProcess(client.command("cat"), descriptors: [0: openInput()])
        #expect(try await started(server))
        proxy.reset()
        guard case .lost = try await departure(server) else {
            Issue.record("\(server.events)")
            return
        }
        _ = try await Tool.offPool { ssh.wait() }
    }

    /// A peer that is there for TCP but answers nothing.
    @Test func silenceIsALoss() async throws {
        let server = try CommandServer {
            $0.limits.keepaliveInterval = .milliseconds(100)
            $0.limits.keepaliveLimit = .milliseconds(600)
        }
        let client = try await server.client()
        let ssh = try ChildProcess(client.command("cat"), descriptors: [0: openInput()])
        #expect(try await started(server))
        ssh.signal(SIGSTOP)
        guard case .lost = try await departure(server) else {
            Issue.record("\(server.events)")
            return
        }
        ssh.signal(SIGKILL)
        _ = try await Tool.offPool { ssh.wait() }
    }

    /// A client that answers keepalives is never given up, however long its command is silent.
    @Test func answeredKeepalivesKeepTheConnection() async throws {
        let server = try CommandServer {
            $0.limits.keepaliveInterval = .milliseconds(50)
            $0.limits.keepaliveLimit = .milliseconds(1500)
        }
        let client = try await server.client()
        let result = try await client.run("sleep 3")
        #expect(result.status == .exited(0))
    }

    @Test func stopWaitsForCommandsUpToTheLimit() async throws {
        let server = try CommandServer { $0.limits.drainLimit = .milliseconds(300) }
        let client = try await server.client()
        let ssh = try ChildProcess(client.command("cat"), descriptors: [0: openInput()])
        #expect(try await started(server))
        await server.server.shutdown()
        #expect(try await departure(server) == .serverStopped)
        _ = try await Tool.offPool { ssh.wait() }
    }

    /// The reading end of a pipe whose writing end stays open in this process: an input that never ends.
    private func openInput() throws -> CInt {
        let pipe = try Descriptor.pipe()
        _ = pipe.writing.release()
        return pipe.reading.release()
    }
}
