import DockerEngine
import Foundation
import TestSupport
import Testing

extension Builds {
    /// `pack`'s flags: each does what it does there, or is refused by name.
    @Suite struct CommandLine {
        private let files = ["features": "", "assets.txt": "one"]

        @Test func aPreviousImageOfAnotherNameIsReused() async throws {
            try await BuildScene.with(files) { first in
                try await first.published()
                try await BuildScene.with(files) { second in
                    let output = try await second.published(["--previous-image", first.image])
                    #expect(output.contains("assets: reused") && output.contains("store: build number 2"))
                    #expect(output.contains("Reusing layer 'test/features:assets'"))
                    // Every blob is in the second repository, too.
                    for layer in try await second.manifest().layers {
                        #expect(try await second.registry.hasBlob(second.repository, layer.digest))
                    }
                    let missing = try await second.publish(["--previous-image", first.image + "-none"])
                    #expect(missing.output.contains("previous image \"\(first.image)-none\" is not in"))
                }
            }
        }

        @Test func theWorkspaceLiesWhereItIsAskedFor() async throws {
            try await BuildScene.with(["shell": ""]) { scene in
                try await scene.loaded(["--workspace", "/srv/app"])
                #expect(try await scene.start(["--entrypoint", "greet"]).output == "hello, greeted in /srv/app\n")
                let refused = try await scene.publish(["--workspace", "/cnb/x"])
                #expect(refused.output.contains("--workspace \"/cnb/x\" must be an absolute path outside"))
            }
        }

        @Test func quietBuildsShowTheNameAlone() async throws {
            try await BuildScene.with(["shell": ""]) { scene in
                #expect(try await scene.published(["--quiet"]) == "\(scene.image)\n")
                let output = try await scene.published(["--timestamps"])
                let stamp = #/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6} /#
                for line in output.split(whereSeparator: \.isNewline) {
                    #expect(line.prefixMatch(of: stamp) != nil, "\(line)")
                }
            }
        }

        @Test func reportsTagsAndProcessesAreWritten() async throws {
            try await BuildScene.with(files) { scene in
                let report = try TemporaryDirectory("cnb-report")
                let tag = scene.image.replacing(":latest", with: ":two")
                try await scene.published([
                    "--report-output-dir", report.path, "--tag", tag, "--default-process", "task",
                ])
                let digest = try #require(try await scene.registry.manifestDigest(scene.repository, "two"))
                let text = try String(contentsOfFile: report.file("report.toml"), encoding: .utf8)
                #expect(
                    text.contains(
                        "[image]\ntags = [\"\(scene.image)\", \"\(tag)\"]\ndigest = \"\(digest)\"\nmanifest-size = "))
                #expect(try await scene.configuration().config?.entrypoint == ["/cnb/process/task"])
                let missing = try await scene.publish(["--default-process", "none"])
                #expect(
                    missing.output.contains(
                        "tried to set none to default but it doesn't exist; process types: task, web"))
            }
        }

        @Test func volumesAreReadOnlyUnlessAskedOtherwise() async throws {
            let host = try TemporaryDirectory("cnb-volume")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: host.path)
            try Data("api = \"0.10\"\n".utf8).write(to: URL(filePath: host.file("seen")))
            let script =
                "[_]\nschema-version = \"0.2\"\n[[io.buildpacks.group]]\nid = \"app/look\"\n[io.buildpacks.group.script]\napi = \"0.10\"\ninline = \"cat /platform/bindings/seen; touch /platform/bindings/new || echo read-only\"\n"
            try await BuildScene.with(["project.toml": script]) { scene in
                let output = try await scene.published(["--volume", "\(host.path):/platform/bindings"])
                #expect(output.contains("api = \"0.10\"") && output.contains("read-only\n"), "\(output)")
                let refused = try await scene.publish(["--volume", "\(host.path):/cnb/buildpacks"])
                #expect(refused.output.contains("/cnb belongs to the lifecycle"))
            }
        }

        private static let unsupported: [[String]] = [
            ["--trust-builder"], ["--extension", "x"],
            ["--uid", "1"], ["--gid=1"], ["--docker-host", "inherit"], ["--platform", "linux/arm64"],
        ]

        @Test(arguments: unsupported)
        func flagsOfPackAreRefusedByName(flag: [String]) async throws {
            let result = try await FixtureBuilder.pack(["build", "x", "--builder", "y"] + flag)
            #expect(result.status == .exited(1))
            let name = flag[0].split(separator: "=")[0]
            #expect(result.output == "ERROR: failed to build: the flag \(name) of pack is not supported\n")
        }

        private static let mistakes: [([String], String)] = [
            (["--cache", "type=launch;format=volume;name=x"], "--cache type=launch is supported with --publish only"),
            (["--cache", "type=launch;format=bind;source=/tmp"], "type=launch;format=bind;source=/tmp"),
            (["--cache", "type=build;format=tape;name=x"], "type=build;format=tape;name=x"),
            (["--cache", "type=build;format=image"], "type=build;format=image"),
            (["--volume", "/tmp"], "--volume \"/tmp\": expected HOST:CONTAINER[:OPTIONS]"),
            (["--path", "/nonexistent"], "path \"/nonexistent\" is not a directory and not a zip file"),
            (["--descriptor", "/nonexistent"], "the project descriptor /nonexistent does not exist"),
            (["--env-file", "/nonexistent"], "--env-file: cannot read /nonexistent: "),
            (["--env", "=x"], "--env: \"=x\" names no variable; expected KEY=VALUE"),
            (
                ["--builder", "cnb-test/none:1", "--pull-policy", "never"],
                "builder image \"cnb-test/none:1\" is not in the Docker daemon"
            ),
            (
                ["--builder", "paastech/run:bookworm"],
                "is not a builder: it lacks the label io.buildpacks.builder.metadata"
            ),
            (["--run-image", "cnb-test/none:1", "--pull-policy", "never"], "run image \"cnb-test/none:1\" is"),
        ]

        @Test(arguments: mistakes)
        func mistakesAreNamed(arguments: [String], sentence: String) async throws {
            try await BuildScene.with(["shell": ""]) { scene in
                let result = try await FixtureBuilder.pack(scene.buildArguments + arguments)
                #expect(result.status == .exited(1))
                #expect(result.output.contains(sentence), "\(result.output)")
            }
        }

        /// Before a buildpack has run: its work would be lost.
        @Test(arguments: [[], ["--publish"]])
        func aMissingRunImageIsToldBeforeTheBuild(arguments: [String]) async throws {
            try await BuildScene.with(["shell": ""]) { scene in
                let result = try await FixtureBuilder.pack(
                    scene.buildArguments + ["--run-image", "cnb-test/none:1", "--pull-policy", "never"] + arguments)
                #expect(result.status == .exited(1))
                #expect(result.output.hasPrefix("===> ANALYZING\n"))
                #expect(!result.output.contains("===> DETECTING"), "\(result.output)")
                #expect(result.output.contains("ERROR: failed to build: run image \"cnb-test/none:1\" is"))
            }
        }

        @Test func imagesAreFetchedAsThePolicySays() async throws {
            let host = PrivateRegistry.shared.host
            let engine = DockerEngine()
            let remote = "\(host)/\(FixtureBuilder.prefix)/builder:remote"
            let run = "\(host)/\(FixtureBuilder.prefix)/run:remote"
            for (image, name) in [(FixtureBuilder.name, remote), (FixtureBuilder.runImage, run)] {
                try await engine.tagImage(image, as: name)
                _ = try await engine.pushImage(name)
                try await engine.removeImage(name)
            }
            try await BuildScene.with(["shell": ""]) { scene in
                let arguments = ["--builder", remote, "--run-image", run]
                let absent = try await scene.publish(arguments + ["--pull-policy", "never"])
                #expect(absent.output.contains("builder image \"\(remote)\" is not in the Docker daemon"))
                try await scene.published(arguments)
                #expect(try await engine.hasImage(remote))
                // The registry's own run image never passes through the daemon.
                #expect(try await !engine.hasImage(run))
                try await scene.published(arguments + ["--pull-policy", "always"])
                try await scene.loaded(arguments)
                #expect(try await engine.hasImage(run))
            }
            for name in [remote, run] { try await engine.removeImage(name, force: true) }
        }

        @Test func verboseBuildsTellMore() async throws {
            try await BuildScene.with(files) { scene in
                let plain = try await scene.published()
                let more = try await scene.published(["--verbose", "--buildpack", "from=builder"])
                for line in [
                    "Using build cache volume '\(scene.volume)'", "Container Settings:", "  Network Mode: 'default'",
                    "  Binds: '\(scene.volume):/cache'", "pass: test/features@1.2.0",
                    "Running build for buildpack test/features@1.2.0",
                ] {
                    #expect(more.contains("\n\(line)\n"), "\(more)")
                    #expect(!plain.contains(line))
                }
                let metadata = try await scene.label("io.buildpacks.lifecycle.metadata")
                let launcher = try #require((metadata["launcher"] as? [String: Any])?["sha"] as? String)
                #expect(more.contains("\nLayer 'buildpacksio/lifecycle:launcher' SHA: \(launcher)\n"))
                #expect(more.contains(/\nTimer: Detector ran for [^\n]+seconds\n/))
            }
        }

        @Test func versionIsTold() async throws {
            for arguments in [["--version"], ["version"]] {
                #expect(try await FixtureBuilder.pack(arguments).output == "0.1.0\n")
            }
        }
    }
}
