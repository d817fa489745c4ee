import FoundationEssentials
import TestSupport
import Testing

@testable import BuildpackLifecycle

/// What a buildpack writes is refused with file, line, key and what is expected (Buildpack specification, "Data Format").
@Suite struct MalformedDocumentTests {
    private static let layers: [(String, String, String)] = [
        (
            "launch.toml", "[[processes]]\ntype = \"web\"\ncommand = \"run\"\n",
            ":3:11: \"processes.command\" must be an array of strings, it is a string"
        ),
        (
            "launch.toml", "[[processes]]\ntype = \"a b\"\ncommand = [\"x\"]\n",
            ":2:8: \"processes.type\" is \"a b\"; only letters, digits, \".\", \"_\" and \"-\" are allowed"
        ),
        (
            "launch.toml", "[[processes]]\ntype = \"w\"\ncommand = []\n",
            ":3:11: \"processes.command\" must name an executable"
        ),
        (
            "launch.toml", "[[processes]]\ntype = \"w\"\ncommand = [\"x\"]\ndirect = true\n",
            ":4:10: \"processes.direct\" is no longer a key since Buildpack API 0.9; every process is direct"
        ),
        (
            "launch.toml",
            "[[processes]]\ntype = \"w\"\ncommand = [\"x\"]\n[[processes]]\ntype = \"w\"\ncommand = [\"y\"]\n",
            ":5:8: \"processes.type\" is \"w\" a second time"
        ),
        (
            "launch.toml", "[[labels]]\nkey = \"io.buildpacks.build.metadata\"\nvalue = \"{}\"\n",
            ":2:7: \"labels.key\" is \"io.buildpacks.build.metadata\", which belongs to the lifecycle; choose another label"
        ),
        (
            "launch.toml", "[[slices]]\npaths = 3\n",
            ":2:9: \"slices.paths\" must be an array of strings, it is an integer"
        ),
        ("build.toml", "[[unmet]]\n", ":1:1: \"unmet\" lacks the key \"name\", a string"),
        ("store.toml", "metadata = 1\n", ":1:12: \"metadata\" must be a table, it is an integer"),
        ("layer.toml", "launch = true\n", ":1:10: \"launch\" belongs into the table [types]"),
        ("layer.toml", "[types]\nlaunch = 1\n", ":2:10: \"types.launch\" must be true or false, it is an integer"),
        ("layer.toml", "[types\n", ":1:7: expected \"]\""),
    ]

    private static func descriptor(_ api: String = "0.10") throws -> BuildpackDescriptor {
        let text = "api = \"\(api)\"\n[buildpack]\nid = \"a/b\"\nversion = \"1.0.0\"\n"
        return try BuildpackDescriptor(TOMLReader(parsing: text, file: "buildpack.toml"))
    }

    private static func read(_ file: String, _ text: String, api: String = "0.10") throws -> BuiltBuildpack {
        let directory = try TemporaryDirectory("layers")
        try Data(text.utf8).write(to: URL(filePath: directory.file(file)))
        return try BuiltBuildpack(descriptor(api).launchEntry, layersDirectory: BytePath(directory.path))
    }

    @Test(arguments: layers)
    func filesOfABuildNameTheirPlace(file: String, text: String, sentence: String) throws {
        let error = #expect(throws: BuildpackError.self) { try Self.read(file, text) }
        #expect(error?.code == .malformedDocument)
        #expect(error?.message == "a/b: \(file)\(sentence)")
    }

    private static let descriptors: [(String, String)] = [
        ("api = 0.10\n", ":1:7: \"api\" must be a string, it is a float"),
        ("api = \"0.6\"\n", ":1:7: \"api\" is \"0.6\"; supported are 0.7, 0.8, 0.9, 0.10, 0.11"),
        ("api = \"0.10\"\n", ":1:1: lacks the table [buildpack]"),
        ("api = \"0.10\"\n[buildpack]\nversion = \"1\"\n", ":2:1: \"buildpack\" lacks the key \"id\", a string"),
        (
            "api = \"0.10\"\n[buildpack]\nid = \"../x\"\nversion = \"1\"\n",
            ":3:6: \"buildpack.id\" is \"../x\"; only letters, digits, \".\", \"/\", \"-\" are allowed, and not app, config, sbom"
        ),
        (
            "api = \"0.10\"\n[buildpack]\nid = \"x\"\nversion = \"1\"\nclear-env = \"yes\"\n",
            ":5:13: \"buildpack.clear-env\" must be true or false, it is a string"
        ),
        (
            "api = \"0.10\"\n[buildpack]\nid = \"x\"\nversion = \"1\"\n[[order]]\ngroup = 1\n",
            ":6:9: \"order.group\" must be an array of tables, it is an integer"
        ),
        (
            "api = \"0.10\"\n[buildpack]\nid = \"x\"\nversion = \"1\"\n[[order]]\n",
            ":5:1: \"order\" needs at least one [[order.group]]"
        ),
        (
            "api = \"0.10\"\n[buildpack]\nid = \"x\"\nversion = \"1\"\n[[targets]]\nos = 1\n",
            ":6:6: \"targets.os\" must be a string, it is an integer"
        ),
    ]

    @Test(arguments: descriptors)
    func descriptorsNameTheirPlace(text: String, sentence: String) {
        let error = #expect(throws: BuildpackError.self) {
            try BuildpackDescriptor(TOMLReader(parsing: text, file: "buildpack.toml"))
        }
        #expect(error?.message == "buildpack.toml\(sentence)")
    }

    private static let plans: [(String, String)] = [
        ("[[provides]]\n", ":1:1: \"provides\" lacks the key \"name\", a string"),
        ("[[requires]]\nname = 7\n", ":2:8: \"requires.name\" must be a string, it is an integer"),
        ("[requires]\nname = \"x\"\n", ":1:1: \"requires\" must be an array of tables, it is a table"),
        (
            "[[or]]\n[[or.requires]]\nmetadata = 1\nname = \"x\"\n",
            ":3:12: \"or.requires.metadata\" must be a table, it is an integer"
        ),
    ]

    @Test(arguments: plans)
    func plansNameTheirPlace(text: String, sentence: String) {
        let error = #expect(throws: BuildpackError.self) { try BuildPlan(TOMLReader(parsing: text, file: "plan")) }
        #expect(error?.message == "plan\(sentence)")
    }

    /// Buildpack API 0.9 changed the command from a string to a list and made every process direct.
    @Test func processesAreReadByTheirBuildpacksAPI() throws {
        let old = try Self.read(
            "launch.toml", "[[processes]]\ntype = \"w\"\ncommand = \"run it\"\ndirect = true\n", api: "0.8")
        #expect(old.launch.processes.map(\.command) == [["run it"]] && old.launch.processes[0].isDirect)
        let shell = try Self.read("launch.toml", "[[processes]]\ntype = \"w\"\ncommand = \"run\"\n", api: "0.7")
        #expect(!shell.launch.processes[0].isDirect)
        let new = try Self.read(
            "launch.toml", "[[processes]]\ntype = \"w\"\ncommand = [\"run\", \"it\"]\n", api: "0.11")
        #expect(new.launch.processes.map(\.command) == [["run", "it"]] && new.launch.processes[0].isDirect)
    }

    @Test func billsOfMaterialsOfOldAPIsAreNotSilentlyDropped() throws {
        let built = try Self.read("launch.toml", "[[bom]]\nname = \"x\"\n", api: "0.8")
        #expect(built.warnings == ["a/b: launch.toml:1:1: \"bom\" is deprecated since Buildpack API 0.7 and not used"])
    }
}
