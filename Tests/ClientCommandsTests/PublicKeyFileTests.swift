import TestSupport
import Testing

@testable import ClientCommands

@Suite("Public keys on this machine")
struct PublicKeyFileTests {
    private func key(_ text: String, path: String = "/home/a/.ssh/id_ed25519.pub") throws -> PublicKeyFile {
        try PublicKeyFile(path: path, text: text)
    }

    @Test("a private key is refused before it leaves, and its public half named")
    func privateKey() throws {
        let error = #expect(throws: ClientError.self) {
            try key("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", path: "/home/a/.ssh/id_ed25519")
        }
        #expect(error?.next == "paastech keys add /home/a/.ssh/id_ed25519.pub")
    }

    @Test(
        "only one line that looks like a key passes",
        arguments: ["", "hello", "ssh-ed25519", "ssh-ed25519 BBBB", "ssh-ed25519 AAAA\nssh-ed25519 AAAA\n"])
    func refused(_ text: String) {
        #expect(throws: ClientError.self) { try key(text) }
    }

    @Test("a key is called by its comment, else by its file")
    func names() throws {
        #expect(try key("ssh-ed25519 AAAAC3 alice@laptop\r\n").suggestedName == "alice@laptop")
        #expect(try key("ssh-ed25519 AAAAC3\n").suggestedName == "id_ed25519")
        #expect(try key("ssh-ed25519 AAAAC3 " + String(repeating: "x", count: 50)).suggestedName.count == 30)
        #expect(try key("ssh-ed25519 AAAAC3 alice").typeAndBlob == "ssh-ed25519 AAAAC3")
    }
}
