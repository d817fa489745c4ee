import Delivery
import PlatformModel
import Testing

@Suite("What buildpacks.yaml may say")
struct ConfigurationTests {
    private static let files: [String: SketchedTree.Node] = [
        "web/index.html": .file(""), "apps/shop/package.json": .file("{}"), "-rf/x": .file(""),
        "pack/buildpack.toml": .file(""), "buildpack.toml": .file(""),
    ]

    private func read(_ text: String) throws -> BuildpacksConfiguration {
        var files = Self.files
        files[BuildpacksConfiguration.file] = .file(text)
        let file = try ConfigurationFile.read(in: SketchedTree(files), builders: .standard)
        #expect(file.isPresent)
        #expect(file.warnings == [])
        return file.configuration
    }

    @Test("the example of the documentation")
    func example() throws {
        let configuration = try read(
            """
            buildpacks:
              path: "."                                  # directory in the repository to build; default "."
              builder: "paketobuildpacks/builder:full"   # default: the platform's builder
              buildpack: "paketo-buildpacks/web-servers" # one, or a list; default: the builder detects
              env:                                       # build-time variables; a list of KEY=VALUE, or a mapping
                - "BP_WEB_SERVER=nginx"
                - "BP_WEB_SERVER_ROOT=dist"
            """)
        #expect(
            configuration
                == BuildpacksConfiguration(
                    path: ".", builder: "paketobuildpacks/builder:full",
                    buildpacks: [.named("paketo-buildpacks/web-servers")],
                    environment: [
                        .init(name: "BP_WEB_SERVER", value: "nginx"),
                        .init(name: "BP_WEB_SERVER_ROOT", value: "dist"),
                    ]))
    }

    @Test(
        "an empty file means the defaults",
        arguments: [
            "", "\n", "# nothing yet\n", "---\n", "--- # nothing\n...\n", "\u{FEFF}", "buildpacks: {}\n", "{}\n",
        ])
    func empty(text: String) throws {
        #expect(try read(text) == BuildpacksConfiguration())
    }

    @Test("without the file the defaults apply", arguments: [true, false])
    func absent(hasDirectory: Bool) throws {
        let tree = SketchedTree(hasDirectory ? ["paastech/other": .file("")] : ["index.html": .file("")])
        let file = try ConfigurationFile.read(in: tree, builders: .standard)
        #expect(file == file)
        #expect(file.configuration == BuildpacksConfiguration())
        #expect(!file.isPresent)
        #expect(file.warnings == [])
    }

    @Test("a file of nearly the right name is pointed out", arguments: ["paastech/buildpacks.yml", "buildpacks.yaml"])
    func misspelled(name: String) throws {
        let file = try ConfigurationFile.read(in: SketchedTree([name: .file("x")]), builders: .standard)
        #expect(!file.isPresent)
        #expect(file.warnings == ["\(name) is not read, the configuration is paastech/buildpacks.yaml"])
    }

    @Test("a submodule in place of the directory is pointed out")
    func submodule() throws {
        let file = try ConfigurationFile.read(in: SketchedTree(["paastech": .submodule]), builders: .standard)
        #expect(!file.isPresent)
        #expect(file.warnings.count == 1)
    }

    @Test("a program called paastech is nobody's configuration")
    func fileOfThatName() throws {
        let file = try ConfigurationFile.read(in: SketchedTree(["paastech": .file("")]), builders: .standard)
        #expect(!file.isPresent && file.warnings == [])
    }

    @Test(
        "paths are relative to the repository",
        arguments: [
            (".", "."), ("./", "."), ("web", "web"), ("./web", "web"), ("web/", "web"), ("apps//shop/./", "apps/shop"),
            ("-rf", "-rf"),
        ])
    func path(text: String, expected: String) throws {
        #expect(try read("buildpacks:\n  path: \(text)\n").path == expected)
    }

    @Test(
        "builders the operator allows",
        arguments: [
            "paastech/builder", "paastech/builder:bookworm", "docker.io/paketobuildpacks/builder-jammy-full:0.3",
            "index.docker.io/heroku/builder:24", "heroku/builder@sha256:\(String(repeating: "a", count: 64))",
        ])
    func builder(text: String) throws {
        #expect(try read("buildpacks: {builder: '\(text)'}\n").builder == text)
    }

    @Test(
        "ways to name a buildpack",
        arguments: [
            ("paketo-buildpacks/nginx", .named("paketo-buildpacks/nginx")),
            ("paketo-buildpacks/nginx@1.2.3", .named("paketo-buildpacks/nginx@1.2.3")),
            ("io.buildpacks.x@1.0.0-rc.1+b5", .named("io.buildpacks.x@1.0.0-rc.1+b5")),
            ("urn:cnb:builder:a/b", .named("urn:cnb:builder:a/b")),
            ("urn:cnb:registry:a/b@1", .named("urn:cnb:registry:a/b@1")),
            ("docker://paketobuildpacks/nodejs:1", .named("docker://paketobuildpacks/nodejs:1")),
            ("./pack", .directory("pack")), ("./pack/", .directory("pack")), ("./", .directory(".")),
        ] as [(String, BuildpacksConfiguration.Buildpack)])
    func buildpack(text: String, expected: BuildpacksConfiguration.Buildpack) throws {
        #expect(try read("buildpacks: {buildpack: \"\(text)\"}\n").buildpacks == [expected])
        #expect(try read("buildpacks: {buildpack: [\"\(text)\"]}\n").buildpacks == [expected])
    }

    @Test("several buildpacks keep their order")
    func buildpackList() throws {
        let text = "buildpacks:\n  buildpack:\n    - b/b\n    - ./pack\n    - a/a@2\n"
        #expect(try read(text).buildpacks == [.named("b/b"), .directory("pack"), .named("a/a@2")])
    }

    @Test("variables are texts as they were written, in the order of the file")
    func environment() throws {
        let asMapping = """
            buildpacks:
              env:
                PORT: 3000
                FLAG: yes
                VERSION: 1.10
                EMPTY: ""
                QUOTED: 'null'
                TEXT: "a=b c"
                LINES: |
                  one
                  two
                _x9: ~x
            """
        let expected = [
            ("PORT", "3000"), ("FLAG", "yes"), ("VERSION", "1.10"), ("EMPTY", ""), ("QUOTED", "null"),
            ("TEXT", "a=b c"), ("LINES", "one\ntwo\n"), ("_x9", "~x"),
        ].map { BuildpacksConfiguration.Variable(name: $0.0, value: $0.1) }
        #expect(try read(asMapping).environment == expected)
        let asList = "buildpacks:\n  env: [PORT=3000, 'A=', \"B== x\", C=\u{301}x]\n"
        #expect(
            try read(asList).environment.map { "\($0.name)|\($0.value)" } == ["PORT|3000", "A|", "B|= x", "C|\u{301}x"])
        #expect(try read("buildpacks: {env: []}").environment == [])
    }

    @Test("aliases are allowed within their limits")
    func aliases() throws {
        let text = "buildpacks:\n  path: &p web\n  env:\n    - A=1\n    - &v B=2\n"
        #expect(try read(text).path == "web")
        #expect(try read("buildpacks:\n  path: &p web\n  env: {ROOT: *p}\n").environment.first?.value == "web")
    }
}
