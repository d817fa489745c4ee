import Testing

@testable import Gatekeeper

@Suite struct GitCommandLineTests {
    @Test(arguments: [
        ("git-receive-pack 'hello'", "hello"), ("git-receive-pack '/hello.git'", "/hello.git"),
        ("git receive-pack 'alice/hello'", "alice/hello"), ("git-receive-pack hello", "hello"),
        ("git-receive-pack  'hello'", "hello"), ("git-receive-pack ''", ""),
        ("git-receive-pack 'it'\\''s'", "it's"), ("git-receive-pack 'wow'\\!''", "wow!"),
        ("git-receive-pack '../../etc'", "../../etc"), ("git-receive-pack 'a b'", "a b"),
    ])
    func pathIsUnquotedAsGitDoes(line: String, path: String) {
        #expect(GitCommandLine(parsing: line) == .receivePack(path: path))
    }

    @Test(arguments: ["git-upload-pack 'hello'", "git upload-pack 'hello'", "git-upload-archive 'hello'"])
    func readingIsRecognised(line: String) {
        #expect(GitCommandLine(parsing: line) == .read)
    }

    @Test(arguments: [
        "", " ", "ls", "scp -t /tmp", "git-receive-pack", "git-receive-pack ", "git-receive-pack 'hello",
        "git-lfs-authenticate x",
        "git-receive-pack 'a' 'b'", "git-receive-pack 'a';id", "git-receive-pack a;id", "git-receive-pack $(id)",
        "git-receive-pack 'a'b'c'", "git-receive-pack \"a\"", "git-receive-pack 'a'\\$'b'", "git-receive-packx 'a'",
        "git -c core.sshCommand=id receive-pack 'a'", "git-receive-pack --help 'a'", "'git-receive-pack' 'a'",
    ])
    func everythingElseIsUnknown(line: String) {
        #expect(GitCommandLine(parsing: line) == .unknown)
    }

    @Test func packetLineCountsItself() {
        #expect(String(decoding: PacketLine.error("no"), as: UTF8.self) == "000aERR no")
        let long = PacketLine.error(String(repeating: "x", count: 5000))
        #expect(long.count == 1004)
        #expect(String(decoding: long.prefix(4), as: UTF8.self) == "03ec")
    }
}
