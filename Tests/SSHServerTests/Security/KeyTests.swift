import LinuxSystem
import SSHServer
import TestSupport
import Testing

/// Keys that must not open the door.
@Suite struct KeyTests {
    private func hasCommand(_ server: CommandServer) -> Bool {
        server.events.contains { if case .command = $0 { true } else { false } }
    }

    /// A stranger has somebody's public key, which is no secret, and a key of its own.
    @Test func offeredKeyIsNotAProvenKey() async throws {
        let server = try CommandServer()
        let owner = try await server.client("owner")
        let thief = try await server.client("thief", isKnown: false)
        let stolen = thief.directory.file("stolen.pub")
        let copy = try await Tool.run(
            ChildCommand(executable: "/bin/cp", arguments: [owner.key.path + ".pub", stolen]))
        #expect(copy.status == .exited(0))
        let result = try await thief.run("printf in", extra: ["-i", stolen])
        #expect(result.status == .exited(255))
        #expect(!hasCommand(server))
        let proven = server.events.contains { if case .proven = $0 { true } else { false } }
        #expect(!proven)
    }

    @Test func unknownKeyIsDeniedAsOpenSSHWordsIt() async throws {
        let server = try CommandServer()
        let stranger = try await server.client(isKnown: false)
        let result = try await stranger.run("printf in")
        #expect(result.errors.contains("git@127.0.0.1: Permission denied (publickey)."))
        #expect(result.status == .exited(255))
        #expect(!hasCommand(server))
    }

    @Test func otherUserIsDenied() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await client.run("printf in", user: "root")
        #expect(result.errors.contains("Permission denied (publickey)."))
        #expect(!hasCommand(server))
    }

    @Test func absentDirectoryIsNotAPlainDenial() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        server.becomeUnavailable()
        let result = try await client.run("printf in")
        #expect(result.errors.contains("the directory of keys is away"))
        #expect(result.status == .exited(255))
    }

    @Test(arguments: [("rsa", 2048), ("rsa", 3072), ("ecdsa", 256), ("ecdsa", 521)])
    func goodKeysOfOtherTypesWork(type: String, bits: Int) async throws {
        let server = try CommandServer()
        let client = try await server.client(type: type, bits: bits)
        #expect(try await client.run("printf in").output == "in")
    }

    @Test func smallRSAKeyIsRefused() async throws {
        let server = try CommandServer()
        let client = try await server.client(type: "rsa", bits: 1024)
        let result = try await client.run("printf in")
        #expect(result.status == .exited(255))
        #expect(server.events.isEmpty)
    }

    /// libssh's own client signs with SHA-1 when told so; OpenSSH's refuses by itself.
    @Test func sha1RSASignatureIsRefused() async throws {
        let server = try CommandServer()
        let client = try await server.client(type: "rsa", bits: 2048)
        let port = server.port
        let path = client.key.path
        let isIn = try await Tool.offPool { try LibSSHClient.logsIn(port: port, key: path, algorithm: "ssh-rsa") }
        #expect(!isIn)
        // The key itself would have done: it was the signature that was refused.
        let offered = server.events.contains { if case .offered = $0 { true } else { false } }
        let proven = server.events.contains { if case .proven = $0 { true } else { false } }
        #expect(offered && !proven)
    }

    @Test func onlyPublicKeysAreListed() async throws {
        let server = try CommandServer()
        let client = try await server.client()
        let result = try await client.run(
            "printf in", extra: ["-v", "-o", "PreferredAuthentications=password,keyboard-interactive,hostbased"])
        #expect(result.errors.contains("Authentications that can continue: publickey\r\n"))
        #expect(result.status == .exited(255))
    }
}
