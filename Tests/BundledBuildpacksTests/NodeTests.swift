import Testing

@Suite("paastech/node")
struct NodeTests {
    @Test func installsVendoredPackagesWithoutARegistryAndKeepsThem() async throws {
        try await withSample("node-app", buildpack: "node") { sample in
            let first = try await sample.build()
            #expect(first.status.isSuccess, "\(first.errors)")
            #expect(first.output.contains("Packages of package-lock.json: installing with npm"))
            #expect(first.output.contains("made/page.html written"))
            #expect(first.output.contains("Process web: node server.js"))

            try await sample.change("echo '// changed' >>server.js")
            let second = try await sample.build()
            #expect(second.output.contains("Packages of package-lock.json: unchanged, taken from the cache"))

            let application = try await sample.launch(["bash", "-c", "node server.js"])
            try await application.waitUntilReady()
            #expect(try await application.get("/").body.contains("<h1>Hello world, with love from a tarball</h1>"))
            #expect(try await application.get("/bob").body == "Hello bob, with love from a tarball\n")
            #expect(try await application.stop() == "0")
        }
    }

    @Test func developmentPackagesServeTheBuildAndStayOutOfTheImage() async throws {
        try await withSample("node-app", buildpack: "node") { sample in
            try await sample.change(
                """
                sed -i 's/"dependencies": {/"devDependencies": {/' package.json package-lock.json
                sed -i 's/"integrity"/"dev": true, "integrity"/' package-lock.json
                """)
            let result = try await sample.build()
            #expect(result.status.isSuccess, "\(result.errors)")
            #expect(result.output.contains("made/page.html written"))
            try await sample.change("test ! -e node_modules/greeting-cards || exit 1; test -L node_modules")
        }
    }

    @Test func aTarballOtherThanTheLockFileSaysIsRefused() async throws {
        try await withSample("node-app", buildpack: "node") { sample in
            try await sample.change("echo '// changed' | gzip >vendor/greeting-cards-1.0.0.tgz")
            let result = try await sample.build()
            #expect(result.status == .exited(1))
            #expect(result.errors.contains("EINTEGRITY"))
            #expect(result.errors.contains("npm could not install the packages of package-lock.json"))
        }
    }

    @Test(arguments: [
        ("node-app", "rm package-lock.json", "there is no package-lock.json; run npm install"),
        ("node-app", "echo '{' >package.json", "package.json is not valid JSON"),
        ("node-app", "echo '[]' >package.json", "package.json holds no JSON object"),
        ("broken-build", "true", #"the script "build" of package.json failed, see its output above"#),
    ])
    func failsWithASentence(fixture: String, change: String, sentence: String) async throws {
        try await withSample(fixture, buildpack: "node") { sample in
            try await sample.change(change)
            let result = try await sample.build()
            #expect(result.status == .exited(1))
            #expect(result.errors.contains(sentence), "\(result.errors)")
        }
    }
}
