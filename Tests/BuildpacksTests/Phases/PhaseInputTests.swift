import ApplicationImages
import BuildpackLifecycle
import Foundation
import TestSupport
import Testing

@testable import LifecyclePhases

/// What phases are told, by flags, variables and files (Platform specification, "Inputs", "Data Format").
@Suite struct PhaseInputTests {
    private func inputs(
        _ phase: Phase, _ arguments: [String], _ environment: [String: String] = [:]
    ) throws -> PhaseInputs {
        try PhaseInputs(phase, arguments: arguments, environment: environment)
    }

    @Test func flagsAreReadAsGosAre() throws {
        let read = try inputs(
            .exporter, ["--daemon=true", "-uid=1000", "-gid", "1001", "-log-level", "debug", "one", "two"])
        #expect(read.userID == 1000 && read.groupID == 1001 && read.level == .verbose)
        #expect(read.images == ["one", "two"])
        // No flag behind the first other word, and none after two dashes.
        let words = try FlagParser(.exporter, arguments: ["-daemon", "one", "-app", "x"], environment: [:])
        #expect(words.words == ["one", "-app", "x"] && words.values == ["daemon": "true"])
        #expect(try FlagParser(.exporter, arguments: ["--", "-app"], environment: [:]).words == ["-app"])
    }

    @Test func flagsWinOverVariablesAndVariablesOverDefaults() throws {
        #expect(try inputs(.builder, []).app == "/workspace")
        let variables = ["CNB_APP_DIR": "/by-variable", "CNB_LAYERS_DIR": "/other", "CNB_USER_ID": "7"]
        let read = try inputs(.builder, [], variables)
        #expect(read.app == "/by-variable" && read.plan == "/other/plan.toml" && read.userID == 7)
        #expect(try inputs(.builder, ["-app", "/by-flag"], variables).app == "/by-flag")
    }

    @Test func theImagesTimeIsTheSourcesOrAConstant() throws {
        #expect(try inputs(.exporter, ["-daemon", "x"]).created == 315_532_801)
        #expect(try inputs(.exporter, ["-daemon", "x"], ["SOURCE_DATE_EPOCH": "1600000000"]).created == 1_600_000_000)
    }

    @Test func aDaemonElsewhereIsRefused() throws {
        #expect(try inputs(.exporter, ["-daemon", "x"], ["DOCKER_HOST": "unix:///a.sock"]).daemonSocket == "/a.sock")
        let error = #expect(throws: BuildpackError.self) {
            try inputs(.exporter, ["-daemon", "x"], ["DOCKER_HOST": "tcp://10.0.0.1:2375"])
        }
        #expect(error?.message == "DOCKER_HOST is \"tcp://10.0.0.1:2375\"; only unix:// sockets are supported")
    }

    /// Runs `body` with a file of this text.
    private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
        let directory = try TemporaryDirectory("phase-files")
        try Data(text.utf8).write(to: URL(filePath: directory.file("file.toml")))
        return try body(directory.file("file.toml"))
    }

    @Test func runImagesComeFromEitherFile() throws {
        let run = "[[images]]\nimage = \"one\"\nmirrors = [\"r.example/one\"]\n[[images]]\nimage = \"two\"\n"
        try withFile(run) { file in
            let images = try RunImages(inputs(.analyzer, ["-daemon", "-run", file, "x"]))
            #expect(images.images.map(\.image) == ["one", "two"])
            #expect(images.entry(for: "r.example/one").image == "one")
            #expect(images.entry(for: "stranger") == RunImageName(image: "stranger"))
        }
        try withFile("[run-image]\nimage = \"old\"\nmirrors = [\"r.example/old\"]\n") { file in
            let images = try RunImages(inputs(.analyzer, ["-daemon", "-stack", file, "x"]))
            #expect(images.images == [RunImageName(image: "old", mirrors: ["r.example/old"])])
        }
    }

    @Test func systemBuildpacksSurroundGroupsThatDoNotNameThem() throws {
        let text = """
            [[system.pre.buildpacks]]
            id = "first"
            version = "1"
            [[system.post.buildpacks]]
            id = "last"
            version = "2"
            optional = true
            """
        try withFile(text) { file in
            let order = BuildpackOrder([
                [BuildpackReference(id: "a", version: "1")],
                [BuildpackReference(id: "last", version: "9"), BuildpackReference(id: "b", version: "1")],
            ])
            let merged = try SystemBuildpacks(BytePath(file)).merged(with: order)
            #expect(
                merged.groups.map { $0.map(\.name) } == [["first@1", "a@1", "last@2"], ["first@1", "last@9", "b@1"]])
            #expect(merged.groups[0][2].isOptional)
        }
        #expect(try SystemBuildpacks("/nonexistent/system.toml").pre.isEmpty)
    }

    /// As upstream's analyzer writes it, which a platform may run before our other phases.
    @Test func filesOfUpstreamsPhasesAreRead() throws {
        let text = """
            [image]
              reference = "sha256:aa"

            [metadata]
              [[metadata.app]]
                sha = "sha256:01"
              [[metadata.buildpacks]]
                key = "some/buildpack"
                version = "1.2"
                [metadata.buildpacks.layers]
                  [metadata.buildpacks.layers.files]
                    sha = "sha256:02"
                    build = false
                    launch = true
                    cache = false
                    [metadata.buildpacks.layers.files.data]
                      sum = "x"
              [metadata.config]
                sha = "sha256:03"
              [metadata.launcher]
                sha = "sha256:04"
              [metadata.process-types]
                sha = "sha256:05"
              [metadata.run-image]
                top-layer = "sha256:06"
                reference = "sha256:07"

            [run-image]
              reference = "sha256:bb"
              image = "some/run"
              [run-image.target]
                os = "linux"
                arch = "arm64"
                arch-variant = "v8"
                [run-image.target.distro]
                  name = "debian"
                  version = "12"
            """
        let read = try withFile(text) { try AnalyzedDocument(reading: BytePath($0)) }
        #expect(read.previous == "sha256:aa" && read.runImage == "some/run" && read.runImageReference == "sha256:bb")
        #expect(read.target.name == "linux/arm64/v8 debian 12")
        #expect(read.metadata?.layer("files", of: "some/buildpack")?.sha == "sha256:02")
        #expect(read.metadata?.restorable.map(\.data) == [TOMLTable(["sum": .string("x")])])
        // What we write says the same.
        let again = try withFile(try read.toml()) { try AnalyzedDocument(reading: BytePath($0)) }
        #expect(again.metadata == read.metadata && again.target == read.target && again.previous == read.previous)
    }
}
