import ClientAPIContract
import LinuxSystem
import PlatformModel
import TestSupport
import Testing

@Suite("SSH keys over HTTP")
struct SSHKeyTests {
    /// A pair made by ssh-keygen.
    private static func makePair(
        type: String = "ed25519", bits: Int? = nil, in directory: TemporaryDirectory
    ) async throws -> (publicKey: String, privateKey: String, fingerprint: String) {
        let file = directory.file("key-\(type)-\(bits ?? 0)")
        let size = bits.map { ["-b", "\($0)"] } ?? []
        let made = try await Tool.run(
            ChildCommand(
                executable: "/usr/bin/ssh-keygen",
                arguments: ["-q", "-t", type, "-N", "", "-C", "alice@laptop", "-f", file] + size,
                environment: ["PATH": "/usr/bin:/bin"]))
        try #require(made.status.isSuccess, "\(made.errors)")
        let shown = try await Tool.run(
            ChildCommand(
                executable: "/usr/bin/ssh-keygen", arguments: ["-l", "-f", "\(file).pub"],
                environment: ["PATH": "/usr/bin:/bin"]))
        return (
            try String(contentsOfFile: "\(file).pub", encoding: .utf8),
            try String(contentsOfFile: file, encoding: .utf8),
            String(shown.output.split(separator: " ")[1])
        )
    }

    @Test("a key is added with the fingerprint ssh-keygen shows, listed without its comment, and removed")
    func wholeWay() async throws {
        try await APIFixture.run { api in
            let alice = try await api.member()
            let pair = try await Self.makePair(in: api.directory)
            let added = try await api.send(
                .of(.addKey), AddKeyRequest(name: "laptop", value: pair.publicKey), as: alice.token)
            #expect(added.status == 201)
            let key = try added.content(KeyResource.self)
            #expect(key.fingerprint == pair.fingerprint)
            #expect(key.type == "ssh-ed25519")
            #expect(pair.publicKey.hasPrefix("\(key.value) alice@laptop"))
            #expect(try await api.send(.of(.ownKeys), as: alice.token).content([KeyResource].self) == [key])
            #expect(try await api.send(.removeKey(key.id), as: alice.token).status == 200)
            #expect(try await api.send(.removeKey(key.id), as: alice.token).status == 404)
            #expect(try await api.send(.of(.ownKeys), as: alice.token).content([KeyResource].self).isEmpty)
        }
    }

    @Test("a key belongs to one account, and another's key cannot be removed")
    func oneAccount() async throws {
        try await APIFixture.run { api in
            let (alice, bob) = (try await api.member("alice"), try await api.member("bob"))
            let pair = try await Self.makePair(in: api.directory)
            let request = AddKeyRequest(name: "laptop", value: pair.publicKey)
            let key = try await api.send(.of(.addKey), request, as: alice.token).content(KeyResource.self)
            let again = try await api.send(.of(.addKey), request, as: bob.token)
            #expect(again.status == 409)
            #expect(again.failure?.message.contains("alice") == false)
            #expect(try await api.send(.removeKey(key.id), as: bob.token).status == 404)
            #expect(try await api.send(.of(.ownKeys), as: alice.token).content([KeyResource].self).count == 1)
            let sameName = try await Self.makePair(type: "ecdsa", in: api.directory)
            let taken = try await api.send(
                .of(.addKey), AddKeyRequest(name: "laptop", value: sameName.publicKey), as: alice.token)
            #expect(taken.status == 409)
        }
    }

    @Test("a private key is refused with a warning, and never stored or shown")
    func privateKey() async throws {
        try await APIFixture.run { api in
            let alice = try await api.member()
            let pair = try await Self.makePair(in: api.directory)
            let refused = try await api.send(
                .of(.addKey), AddKeyRequest(name: "laptop", value: pair.privateKey), as: alice.token)
            #expect(refused.status == 422)
            #expect(refused.failure?.details?.first?.field == "value")
            #expect(refused.failure?.message.contains("compromised") == true)
            let body = pair.privateKey.split(whereSeparator: \.isNewline)[2]
            #expect(!refused.text.contains(body))
        }
    }

    @Test("weak RSA, options, several lines and things that are no keys are refused with their reason")
    func refusals() async throws {
        try await APIFixture.run { api in
            let alice = try await api.member()
            let pair = try await Self.makePair(in: api.directory)
            let weak = try await Self.makePair(type: "rsa", bits: 1024, in: api.directory)
            let cases: [(String, String)] = [
                (weak.publicKey, "2048"),
                (#"command="sh",no-pty "# + pair.publicKey, "options"),
                (pair.publicKey + pair.publicKey, "lines"),
                ("ssh-dss AAAA", "ssh-dss"), ("", "empty"), ("ssh-ed25519 !!!!", "base64"),
            ]
            for (value, reason) in cases {
                let answer = try await api.send(
                    .of(.addKey), AddKeyRequest(name: "key", value: value), as: alice.token)
                #expect(answer.status == 422)
                #expect(answer.failure?.message.contains(reason) == true, "\(answer.text)")
            }
            for name in ["", String(repeating: "n", count: 31), "a\u{1B}[2J", "  "] {
                let answer = try await api.send(
                    .of(.addKey), AddKeyRequest(name: name, value: pair.publicKey), as: alice.token)
                #expect(answer.status == 422)
                #expect(answer.failure?.details?.first?.field == "name")
            }
            #expect(try await api.send(.of(.ownKeys), as: alice.token).content([KeyResource].self).isEmpty)
        }
    }
}
