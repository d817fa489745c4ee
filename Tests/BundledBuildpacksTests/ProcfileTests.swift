import FoundationEssentials
import TestSupport
import Testing

@Suite("paastech/procfile")
struct ProcfileTests {
    @Test func everyLineBecomesAProcessAndWebTheDefault() async throws {
        let text = "# started by the platform\r\nweb: run \"a b\" \\ $PORT\tx\r\n\nworker-2:   work   \n"
        let (result, launch) = try await build(text)
        #expect(result.status.isSuccess)
        #expect(
            launch == #"""
                [[processes]]
                type = "web"
                command = ["bash", "-c", "run \"a b\" \\ $PORT\tx"]
                default = true

                [[processes]]
                type = "worker-2"
                command = ["bash", "-c", "work"]
                default = false


                """#)
    }

    @Test func theLastLineNeedsNoLineEnd() async throws {
        let (result, launch) = try await build("web: run")
        #expect(result.status.isSuccess)
        #expect(launch.contains(#"command = ["bash", "-c", "run"]"#))
    }

    @Test func missingWebIsSaid() async throws {
        let (result, _) = try await build("worker: work\n")
        #expect(result.status.isSuccess)
        #expect(result.output.contains(#"Procfile has no process "web""#))
    }

    @Test(arguments: [
        ("web run\n", "Procfile:1: this is no process; write a name, a colon and a command"),
        ("\nweb:\n", #"Procfile:2: the process "web" has no command"#),
        ("web: a\nweb: b\n", #"Procfile:2: the process "web" is already defined on line 1"#),
        ("web: a\u{1}b\n", #"Procfile:1: the command of "web" holds a control character"#),
        ("# nothing\n", "Procfile: it has no process"),
    ])
    func refusalsNameTheLine(text: String, sentence: String) async throws {
        let (result, _) = try await build(text)
        #expect(result.status == .exited(1))
        #expect(result.errors.contains(sentence))
    }

    @Test func textThatIsNotUTF8IsRefused() async throws {
        let (result, _) = try await build(bytes: Data([0x77, 0x65, 0x62, 0x3A, 0x20, 0xFF, 0x0A]))
        #expect(result.status == .exited(1))
        #expect(result.errors.contains("Procfile: it is not UTF-8 text"))
    }

    private func build(_ text: String) async throws -> (Tool.Result, launch: String) {
        try await build(bytes: Data(text.utf8))
    }

    private func build(bytes: Data) async throws -> (Tool.Result, launch: String) {
        let application = try TemporaryDirectory("procfile")
        let layers = try TemporaryDirectory("layers")
        try bytes.write(to: URL(filePath: application.file("Procfile")))
        let result = try await BuildpackScript(buildpack: "procfile").build(in: application.path, layers: layers.path)
        let launch = (try? Data(contentsOf: URL(filePath: layers.file("launch.toml")))) ?? Data()
        return (result, String(decoding: launch, as: UTF8.self))
    }
}
