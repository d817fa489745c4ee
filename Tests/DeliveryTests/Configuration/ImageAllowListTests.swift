import Delivery
import Testing

@Suite("Allowed images")
struct ImageAllowListTests {
    @Test(
        "patterns",
        arguments: [
            ("acme/*", "acme/builder:1", true), ("acme/*", "docker.io/acme/builder", true),
            ("acme/*", "acme/a/b", false), ("acme/*", "ghcr.io/acme/builder", false),
            ("ghcr.io/acme/*", "ghcr.io/acme/builder:1", true), ("ghcr.io/*/builder", "ghcr.io/acme/builder", true),
            ("ghcr.io/acme/*", "ghcr.io.evil.org/acme/x", false), ("*", "ubuntu", true), ("*", "acme/x", false),
            ("acme/builder", "acme/builder:1", true), ("acme/builder", "acme/builder2", false),
            ("acme/builder:22", "acme/builder:22", true), ("acme/builder:22", "acme/builder:23", false),
            ("acme/builder:22", "acme/builder", false),
            ("acme/builder:22", "acme/builder:22@sha256:\(String(repeating: "b", count: 64))", false),
            ("localhost:5000/*", "localhost:5000/x", true), ("a*b*/x", "axby/x", true), ("", "a", false),
            ("ubuntu", "docker.io/library/ubuntu", true),
        ])
    func patterns(pattern: String, image: String, isAllowed: Bool) throws {
        #expect(ImageAllowList([pattern]).allows(try #require(ImageName(image))) == isAllowed)
    }

    @Test("a list is read from one line")
    func parsing() {
        #expect(ImageAllowList(parsing: "a/*, b/*  c").patterns == ["a/*", "b/*", "c"])
        #expect(ImageAllowList(parsing: "").patterns == [])
        #expect(ImageAllowList(["a"]).listed == "\"a\"")
        #expect(ImageAllowList(["a", "b", "c"]).listed == "\"a\", \"b\" or \"c\"")
        #expect(ImageAllowList([]).listed == "none")
    }

    @Test(
        "what is no image",
        arguments: [
            "", "/", "a//b", "A/b", "a/B", "a:", "a:b:c", "a@b", "a/b@sha256:xyz", "-a", "a-", "a b", "a\n", "a/../b",
            ".a", "a___b", "a..b", "http://a/b", "é", String(repeating: "a", count: 400),
            "a:\(String(repeating: "x", count: 129))",
        ])
    func invalid(text: String) {
        #expect(ImageName(text) == nil)
    }

    @Test(
        "parts of an image",
        arguments: [
            ("a", "a", nil, nil), ("a/b:c", "a/b", "c", nil), ("localhost:5000/a:b", "localhost:5000/a", "b", nil),
            ("docker.io/a/b", "a/b", nil, nil), ("x/a__b--c.d", "x/a__b--c.d", nil, nil),
            ("a@sha256:\(String(repeating: "0", count: 64))", "a", nil, "sha256:\(String(repeating: "0", count: 64))"),
        ] as [(String, String, String?, String?)])
    func parts(text: String, repository: String, tag: String?, digest: String?) throws {
        let image = try #require(ImageName(text))
        #expect(image.repository == repository && image.tag == tag && image.digest == digest)
    }
}
