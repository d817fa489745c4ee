import Delivery
import PlatformModel
import Testing

@Suite("What buildpacks.yaml may not say")
struct ConfigurationRefusalTests {
    private static let files: [String: SketchedTree.Node] = [
        "web/index.html": .file(""), "link": .symlink, "module": .submodule, "nopack/x": .file(""),
        "linked/buildpack.toml": .symlink,
    ]

    private func refusal(of content: SketchedTree.Node) throws -> ConfigurationRefusal {
        var files = Self.files
        files[BuildpacksConfiguration.file] = content
        return try #require(throws: ConfigurationRefusal.self) {
            try ConfigurationFile.read(in: SketchedTree(files), builders: .standard)
        }
    }

    private func expectRefusal(_ row: RefusedConfiguration) throws {
        let refusal = try refusal(of: .file(row.text))
        #expect(refusal.problems.map(\.description) == row.problems.map { "paastech/buildpacks.yaml:\($0)" })
    }

    @Test("KeysAndTypes", arguments: RefusedConfiguration.keysAndTypes)
    func keysAndTypes(row: RefusedConfiguration) throws { try expectRefusal(row) }

    @Test("MissingValues", arguments: RefusedConfiguration.missingValues)
    func missingValues(row: RefusedConfiguration) throws { try expectRefusal(row) }

    @Test("PathEscapesTheRepository and other paths", arguments: RefusedConfiguration.paths)
    func paths(row: RefusedConfiguration) throws { try expectRefusal(row) }

    @Test("BuilderOutsideTheAllowList", arguments: RefusedConfiguration.builders)
    func builders(row: RefusedConfiguration) throws { try expectRefusal(row) }

    @Test("BuildpackReadsTheHost and other buildpacks", arguments: RefusedConfiguration.buildpacks)
    func buildpacks(row: RefusedConfiguration) throws { try expectRefusal(row) }

    @Test("Variables", arguments: RefusedConfiguration.variables)
    func variables(row: RefusedConfiguration) throws { try expectRefusal(row) }

    @Test("YAMLOfAStranger", arguments: RefusedConfiguration.yaml)
    func yaml(row: RefusedConfiguration) throws { try expectRefusal(row) }

    @Test("bytes that are not UTF-8")
    func notUTF8() throws {
        let refusal = try refusal(of: .bytes(Array("buildpacks:\n  path: ".utf8) + [0xE4]))
        #expect(refusal.description == "paastech/buildpacks.yaml:2:9: byte E4 is not UTF-8")
    }

    @Test("a file over 64 KiB is not read")
    func tooLong() throws {
        let text = "#" + String(repeating: "x", count: 65_536)
        #expect(
            try refusal(of: .file(text)).description
                == "paastech/buildpacks.yaml:1:1: the file has 65537 bytes, the limit is 65536")
        var files = Self.files
        files[BuildpacksConfiguration.file] = .file(String(text.dropLast()))
        #expect(throws: Never.self) { try ConfigurationFile.read(in: SketchedTree(files), builders: .standard) }
    }

    @Test("the file is a symbolic link, or not a file")
    func notAFile() throws {
        let file = BuildpacksConfiguration.file
        let cases: [([String: SketchedTree.Node], String)] = [
            ([file: .symlink], "the file is a symbolic link; replace it by the file itself"),
            ([file + "/x": .file("")], "this is a directory; it has to be a file"),
            ([file: .submodule], "this is a submodule; it has to be a file"),
            (
                ["paastech": .symlink],
                "the directory \"paastech\" is a symbolic link; replace it by the directory itself"
            ),
        ]
        for (files, message) in cases {
            let refusal = try #require(throws: ConfigurationRefusal.self) {
                try ConfigurationFile.read(in: SketchedTree(files), builders: .standard)
            }
            #expect(refusal.description == "\(file):1:1: \(message)")
            #expect(refusal.problems.first?.source == nil)
        }
    }

    @Test("all problems are told at once, in the order of the file, each with its line and a caret")
    func several() throws {
        let text = """
            buildpacks:
              path: nowhere
              buildr: x
              builder: evil/x
              env:
                - A
                - B=1
            extra: 1
            """
        let refusal = try refusal(of: .file(text))
        #expect(
            refusal.problems.map { "\($0.line):\($0.column)" } == ["2:9", "3:3", "4:12", "6:7", "8:1"])
        #expect(refusal.problems[1].source == "  buildr: x")
        #expect(refusal.problems[1].caret == "  ^")
        #expect(refusal.problems[3].source == "    - A")
        #expect(refusal.problems[3].caret == "      ^")
    }

    @Test("TerminalEscapesInAFile: nothing shown can move a cursor")
    func terminalEscapes() throws {
        let text = "buildpacks:\n  \"\\e]0;x\\a\\u202e\": 1\n  path: \"\\e[2J\"\n"
        let refusal = try refusal(of: .file(text))
        #expect(refusal.problems.count == 2)
        for scalar in refusal.description.unicodeScalars {
            #expect(scalar == "\n" || (scalar.value >= 0x20 && scalar.value != 0x7F && scalar.value != 0x202E))
        }
    }
}
