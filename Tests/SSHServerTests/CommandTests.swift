import LinuxSystem
import SSHServer
import TestSupport
import Testing

/// Commands over the real `ssh`.
@Suite struct CommandTests {
    @Test func outputErrorsAndStatusArrive() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let listing = try await client.run("ls / /nowhere")
        #expect(listing.output.contains("etc\n"))
        #expect(listing.errors.contains("/nowhere"))
        #expect(listing.status == .exited(2))
    }

    @Test func inputReachesTheCommand() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let file = try Descriptor.open(client.key.path + ".pub", flags: 0)
        let result = try await Tool.run(client.command("cat"), descriptors: [0: file])
        #expect(result.output == client.key.publicLine)
        #expect(result.status == .exited(0))
    }

    @Test func replyWithoutAChildHasBytesTextAndStatus() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await client.run("raw")
        #expect(result.output == String(decoding: [0, 255, 10] as [UInt8], as: UTF8.self))
        #expect(result.errors.hasSuffix("note\n"))
        #expect(result.status == .exited(7))
    }

    @Test func shellAndSubsystemAreRequestsLikeOthers() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let shell = try await client.run(nil)
        #expect(shell.errors.hasSuffix("no shell here\n"))
        #expect(shell.status == .exited(3))
        let subsystem = try await client.run("sftp", extra: ["-s"])
        #expect(subsystem.errors.hasSuffix("no shell here\n"))
        #expect(server.events.contains(.command(CommandRequest(kind: .subsystem("sftp")))))
    }

    @Test func signaledChildIsReportedToTheObserver() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await client.run("sh -c kill\t-9\t$$")
        #expect(result.errors.hasSuffix("killed\n"))
        #expect(result.status == .exited(137))
        #expect(server.events.last == .finished(.signaled(9)))
    }
}
