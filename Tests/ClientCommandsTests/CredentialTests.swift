import Glibc
import TestSupport
import Testing

@testable import ClientCommands

@Suite("The session that is kept")
struct CredentialTests {
    private let login = Credentials.Login(accessToken: "secret", username: "alice", email: "a@example.org")

    private func server(_ text: String) throws -> ServerAddress {
        try ServerAddress(parsing: text, source: "test")
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    @Test("a session is kept for each server, readable by its owner alone whatever the umask")
    func kept() throws {
        let directory = try TemporaryDirectory("config")
        let file = CredentialFile(directory: directory.file("deep/paastech"))
        #expect(try file.read() == Credentials())
        let (here, there) = (try server("127.0.0.1:8081"), try server("https://paas.example.org"))
        try file.update { $0.add(login, at: here) }
        try file.update { $0.add(login, at: there) }
        #expect(mode(file.path) == 0o600)
        #expect(mode(file.directory) == 0o700)
        let read = try file.read()
        #expect(read.current == there)
        #expect(read.login(at: here) == login)
        try file.update { $0.remove(there) }
        #expect(try file.read().login(at: there) == nil)
        #expect(try file.read().current == there)
    }

    @Test("a file that others may read is refused, with the command that mends it")
    func exposed() throws {
        let directory = try TemporaryDirectory("config")
        let file = CredentialFile(directory: directory.path)
        try file.update { $0.add(login, at: .standard) }
        chmod(file.path, 0o644)
        let error = #expect(throws: ClientError.self) { try file.read() }
        #expect(error?.next == "chmod 600 \(file.path)")
    }

    @Test("a damaged file is an error, not an empty session")
    func damaged() throws {
        let directory = try TemporaryDirectory("config")
        let file = CredentialFile(directory: directory.path)
        try file.update { $0.add(login, at: .standard) }
        let stream = fopen(file.path, "w")
        fputs("{", stream)
        fclose(stream)
        #expect(throws: ClientError.self) { try file.read() }
    }

    @Test("many logins at once are all kept")
    func concurrent() async throws {
        let directory = try TemporaryDirectory("config")
        let file = CredentialFile(directory: directory.path)
        let servers = try (1...20).map { try server("http://127.0.0.1:\($0)") }
        let login = login
        try await withThrowingTaskGroup(of: Void.self) { group in
            for server in servers { group.addTask { try file.update { $0.add(login, at: server) } } }
            try await group.waitForAll()
        }
        let read = try file.read()
        #expect(servers.allSatisfy { read.login(at: $0) == login })
    }

    @Test(
        "server addresses have one form",
        arguments: [
            ("http://127.0.0.1:8081/", "http://127.0.0.1:8081"), ("127.0.0.1:8081", "http://127.0.0.1:8081"),
            ("HTTPS://Paas.Example.org", "https://paas.example.org"), ("paas.example.org", "https://paas.example.org"),
            ("localhost:80", "http://localhost:80"), ("[::1]:8081", "http://[::1]:8081"),
        ])
    func addresses(_ text: String, _ form: String) throws {
        #expect(try server(text).description == form)
    }

    @Test(
        "what is no server address is refused",
        arguments: [
            "", "http://", "ftp://x", "http://host/path", "http://user:pw@host", "host:0", "host:70000", "a b",
            "http://host?x", "[::1", "http://-\n",
        ])
    func noAddresses(_ text: String) {
        #expect(throws: ClientError.self) { try server(text) }
        #expect(ServerAddress(argument: text) == nil)
    }

    @Test("a password over plain HTTP is warned about, but not on this machine")
    func exposure() throws {
        #expect(try server("http://paas.example.org").isExposed)
        #expect(try !server("https://paas.example.org").isExposed)
        #expect(try !server("http://api.localhost:1").isExposed)
    }
}
