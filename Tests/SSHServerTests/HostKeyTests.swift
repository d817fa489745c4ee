import Glibc
import SSHServer
import TestSupport
import Testing

@Suite struct HostKeyTests {
    @Test func isMadeOnceForTheOwnerAlone() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("host_key")
        let first = try HostKey(path: path)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(try HostKey(path: path).fingerprint == first.fingerprint)
        let listing = try Tool.runBlocking(.init(executable: "/usr/bin/ssh-keygen", arguments: ["-l", "-f", path]))
        #expect(listing.output.contains(first.fingerprint))
        #expect(listing.output.contains("(ED25519)"))
    }

    @Test func readableByOthersIsRefusedWithTheRemedy() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("host_key")
        _ = try HostKey(path: path)
        chmod(path, 0o644)
        let error = #expect(throws: SSHServerError.self) { try HostKey(path: path) }
        #expect(error?.description == "host key \(path) can be read by others; run chmod 600 \(path)")
    }

    @Test func otherFilesAndTypesAreRefused() async throws {
        let directory = try TemporaryDirectory()
        let rsa = try await Tool.offPool { try OpenSSHClient.Key(directory.file("rsa"), type: "rsa") }
        let error = #expect(throws: SSHServerError.self) { try HostKey(path: rsa.path) }
        #expect(error?.description == "host key \(rsa.path) is not an ed25519 key")
        #expect(throws: SSHServerError.self) { try HostKey(path: "/nowhere/key") }
    }

    @Test func takenAddressIsNamed() async throws {
        let server = try CommandServer()
        let error = #expect(throws: SSHServerError.self) {
            try CommandServer { $0.addresses = [NetworkAddress(host: "127.0.0.1", port: server.port)] }
        }
        #expect(error?.description == "cannot listen on 127.0.0.1:\(server.port): address already in use")
    }
}
