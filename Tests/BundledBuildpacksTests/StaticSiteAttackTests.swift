import Testing

@Suite("Attacks on a static site")
struct StaticSiteAttackTests {
    @Test func onlyTheSiteLeavesTheServer() async throws {
        try await withSample("static-site", buildpack: "static") { sample in
            try await sample.change(
                """
                mkdir -p .git .well-known secret; echo 'hidden value' | tee .git/config .env secret/.htpasswd >/dev/null
                echo visible >.well-known/security.txt
                ln -s /etc/passwd passwd; ln -s /etc etc
                """)
            #expect(try await sample.build().output.contains("Symbolic links (2) are not served: etc passwd"))
            let site = try await sample.launch(StaticSiteTests.launcher)
            try await site.waitUntilReady()
            #expect(try await site.get("/.well-known/security.txt").body.contains("visible"))
            for path in Self.attacks {
                let answer = try await site.get(path)
                #expect((400..<500).contains(answer.status), "\(path): \(answer.status)")
                #expect(!answer.body.contains("hidden value") && !answer.body.contains("root:"), "\(path)")
            }
        }
    }

    static let attacks = [
        "/.git/config", "//.git/config", "/%2egit/config", "/%2Egit%2Fconfig", "/.env", "/x/../.env", "/x/..%2f.env",
        "/secret/.htpasswd", "/passwd", "/etc/passwd", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd", "/styles/..%00/../etc/passwd", "/paastech/buildpacks.yaml", "/styles/",
        "/.well-known/../.env",
    ]
}
