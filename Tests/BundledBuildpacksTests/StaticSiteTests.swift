import Testing

@Suite("paastech/static")
struct StaticSiteTests {
    static let launcher = ["/layers/paastech_static/server/bin/serve-site"]

    @Test func servesTheSite() async throws {
        try await withSample("static-site", buildpack: "static") { sample in
            let built = try await sample.build()
            #expect(built.status.isSuccess)
            #expect(built.output.contains("Serving 4 files of . with nginx"))
            let site = try await sample.launch(Self.launcher)
            try await site.waitUntilReady()

            let page = try await site.get("/")
            #expect(page.status == 200)
            #expect(page.contentType == "text/html; charset=utf-8")
            #expect(page.body.contains("<h1>Hello from PaaSTech</h1>"))
            #expect(try await site.get("/styles/site.css").contentType == "text/css; charset=utf-8")
            let missing = try await site.get("/missing")
            #expect(missing.status == 404)
            #expect(missing.body.contains("This page is not here"))
            let status = try await site.stop()
            #expect(status == "0")
        }
    }

    @Test func theSiteInPublicIsAllThatIsServed() async throws {
        try await withSample("static-public", buildpack: "static") { sample in
            #expect(try await sample.build().output.contains("Serving 2 files of ./public"))
            let site = try await sample.launch(Self.launcher)
            try await site.waitUntilReady()
            #expect(try await site.get("/guide/").body.contains("<h1>Guide</h1>"))
            #expect(try await site.header("Location", of: "/guide") == "/guide/")
            #expect(try await site.get("/README.md").status == 404)
        }
    }

    @Test func cachesNoticeAChangeThoughFileTimesStay() async throws {
        try await withSample("static-site", buildpack: "static") { sample in
            _ = try await sample.build()
            var site = try await sample.launch(Self.launcher)
            try await site.waitUntilReady()
            let tag = try #require(try await site.header("ETag", of: "/"))
            #expect(try await site.header("Last-Modified", of: "/") == nil)
            #expect(try await site.get("/", headers: ["If-None-Match: \(tag)"]).status == 304)
            #expect(try await site.get("/", headers: ["If-None-Match: W/\(tag)"]).status == 304)
            try await Docker.run("rm", "--force", site.container)

            // Same length, same time.
            try await sample.change(
                "touch -r index.html /tmp/time; sed -i s/Hello/Hallo/ index.html; touch -r /tmp/time index.html")
            _ = try await sample.build()
            site = try await sample.launch(Self.launcher)
            try await site.waitUntilReady()
            let answer = try await site.get("/", headers: ["If-None-Match: \(tag)"])
            #expect(answer.status == 200)
            #expect(answer.body.contains("Hallo"))
        }
    }

    @Test func unknownPathsGetTheIndexWhereAsked() async throws {
        try await withSample("static-site", buildpack: "static") { sample in
            _ = try await sample.build(variables: ["BP_WEB_SERVER_ENABLE_PUSH_STATE=true"])
            let site = try await sample.launch(Self.launcher)
            try await site.waitUntilReady()
            let answer = try await site.get("/some/route")
            #expect(answer.status == 200)
            #expect(answer.body.contains("Hello from PaaSTech"))
            #expect(try await site.get("/.env").status == 404)
        }
    }

    @Test(arguments: [
        ("../etc", "is outside of the application"),
        ("/etc", "does not exist"),
        ("missing", "does not exist"),
        ("index.html", "does not exist"),
        ("empty", "there is no file in ./empty"),
        ("li;nk", "rename it"),
    ])
    func refusesARoot(root: String, sentence: String) async throws {
        try await withSample("static-site", buildpack: "static") { sample in
            try await sample.change("mkdir empty 'li;nk'")
            let result = try await sample.build(variables: ["BP_WEB_SERVER_ROOT=\(root)"])
            #expect(result.status == .exited(1))
            #expect(result.errors.contains(sentence), "\(result.errors)")
        }
    }
}
