import OCIRegistry
import Testing

struct ReferenceTests {
    private static let digest = "sha256:" + String(repeating: "ab", count: 32)

    @Test(arguments: [
        ("debian", nil, "debian", nil, nil),
        ("debian:12", nil, "debian", "12", nil),
        ("library/debian:12", nil, "library/debian", "12", nil),
        ("localhost/a", "localhost", "a", nil, nil),
        ("localhost:5000/a/b", "localhost:5000", "a/b", nil, nil),
        ("127.0.0.1:5000/5c0e-1:3f2a", "127.0.0.1:5000", "5c0e-1", "3f2a", nil),
        ("registry.example.com/a__b/c-d.e:V_1.0", "registry.example.com", "a__b/c-d.e", "V_1.0", nil),
        ("[::1]:5000/a", "[::1]:5000", "a", nil, nil),
        ("a@\(digest)", nil, "a", nil, digest),
        ("h:1/a:t@\(digest)", "h:1", "a", "t", digest),
    ])
    func partsAreFound(
        text: String, registry: String?, repository: String, tag: String?, digest: String?
    ) throws {
        let reference = try ImageReference(text)
        #expect(reference.registry == registry)
        #expect(reference.repository == repository)
        #expect(reference.tag == tag)
        #expect(reference.digest?.description == digest)
        #expect(reference.description == text)
    }

    @Test(arguments: [
        "", ":tag", "A", "a/", "/a", "a//b", "a:", "a: b", "a_-b", "a...b", "a___b", "-a", "a-", "h:99999/a", "h:x/a",
        "a@sha256:00", "a@\(digest)ab", "a:\(String(repeating: "t", count: 129))", "a b", "a\n", "../a", "a/../b",
        "-h.x/a", "a:b:c", "a?b", "a#b", "\(String(repeating: "a", count: 256))",
    ])
    func whatIsNoReferenceIsRefusedByName(text: String) {
        let error = #expect(throws: ImageReferenceError.self) { try ImageReference(text) }
        #expect(error?.message.hasPrefix("\"\(text)\" is no image reference: ") == true)
    }

    @Test func pinnedReferenceNamesTheDigestAlone() throws {
        let digest = try #require(ContentDigest(Self.digest))
        let reference = try ImageReference("127.0.0.1:5000/a:tag").pinned(to: digest)
        #expect(reference.description == "127.0.0.1:5000/a@\(Self.digest)")
        #expect(reference.selector == Self.digest)
        #expect(try ImageReference("a").selector == "latest")
        #expect(try ImageReference("a:b").selector == "b")
    }

    @Test func digestIsSHA256InLowerCase() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(ContentDigest(of: []).description == empty)
        #expect(ContentDigest(empty.uppercased()) == nil)
        #expect(ContentDigest("sha512:" + empty.dropFirst(7)) == nil)
        #expect(ContentDigest(empty + "0") == nil)
        var hasher = DigestHasher()
        hasher.update(Array("ab".utf8))
        hasher.update(Array("c".utf8))
        #expect(hasher.finish() == ContentDigest(of: Array("abc".utf8)))
        #expect(hasher.count == 3)
    }
}
