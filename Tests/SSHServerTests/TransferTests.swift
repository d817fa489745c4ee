import Glibc
import LinuxSystem
import SSHServer
import TestSupport
import Testing

/// Bytes in both directions, more than any buffer on the way holds.
@Suite struct TransferTests {
    private static let many = 40_000_000

    /// `head -c N /dev/zero | ssh … COMMAND`
    private func send(
        _ count: Int, to client: OpenSSHClient, command: String, extra: [String] = []
    ) async throws -> Tool.Result {
        let pipe = try Descriptor.pipe()
        let source = try ChildProcess(
            ChildCommand(executable: "/usr/bin/head", arguments: ["-c", "\(count)", "/dev/zero"]),
            descriptors: [1: pipe.writing.rawValue])
        pipe.writing.close()
        let result = try await Tool.run(client.command(command, extra: extra), descriptors: [0: pipe.reading])
        pipe.reading.close()
        _ = try await Tool.offPool { source.wait() }
        return result
    }

    @Test func uploadSurvivesRekeying() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await send(Self.many, to: client, command: "wc -c", extra: ["-o", "RekeyLimit=16M"])
        #expect(result.output == "\(Self.many)\n")
        #expect(result.status == .exited(0))
    }

    @Test func downloadSurvivesRekeying() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await client.run("head -c \(Self.many) /dev/zero", extra: ["-o", "RekeyLimit=16M"])
        #expect(result.output.utf8.count == Self.many)
        #expect(result.status == .exited(0))
    }

    @Test func echoOfBothDirectionsAtOnceIsComplete() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await send(Self.many, to: client, command: "cat", extra: ["-o", "RekeyLimit=16M"])
        #expect(result.output.utf8.count == Self.many)
        #expect(result.status == .exited(0))
    }

    /// A child that reads nothing must not keep the client's bytes waiting for ever.
    @Test func commandThatIgnoresItsInputEnds() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await send(Self.many, to: client, command: "true")
        #expect(result.status == .exited(0))
    }

    /// A client that reads late gets everything: nothing is dropped at the end of the child.
    @Test func lateReaderGetsEverything() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let pipe = try Descriptor.pipe()
        let ssh = try ChildProcess(
            client.command("head -c 3000000 /dev/zero"), descriptors: [1: pipe.writing.rawValue])
        pipe.writing.close()
        // The child can end only when the client's window and both pipes took its bytes; then this side starts to read.
        #expect(try await server.waitForEvents { $0.contains { if case .command = $0 { true } else { false } } })
        let bytes = try await Tool.offPool { try pipe.reading.readAll() }
        #expect(bytes.count == 3_000_000)
        #expect(try await Tool.offPool { ssh.wait() } == .exited(0))
    }

    @Test func manyCommandsShareOneConnection() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let control = ["-o", "ControlPath=\(client.directory.file("control"))"]
        let master = try ChildProcess(client.command(nil, extra: control + ["-M", "-N"]))
        #expect(try await server.waitForEvents { $0.contains { if case .proven = $0 { true } else { false } } })
        try await withThrowingTaskGroup(of: Tool.Result.self) { group in
            for index in 0..<8 {
                group.addTask { try await client.run("printf \(index)", extra: control + ["-o", "ControlMaster=no"]) }
            }
            var outputs: Set<String> = []
            for try await result in group {
                #expect(result.status == .exited(0))
                outputs.insert(result.output)
            }
            #expect(outputs == Set((0..<8).map(String.init)))
        }
        master.signal(SIGTERM)
        _ = try await Tool.offPool { master.wait() }
    }
}
