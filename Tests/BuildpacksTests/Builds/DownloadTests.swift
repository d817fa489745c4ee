import DockerEngine
import Foundation
import LinuxSystem
import OCIRegistry
import TestSupport
import Testing

@testable import Buildpacks

extension Builds {
    /// Buildpacks and lifecycles that are fetched from an address, here from Python's HTTP server.
    @Suite struct Downloads {
        /// Serves a directory until it goes.
        private final class WebServer: Sendable {
            let directory: TemporaryDirectory
            private let port: Int
            private let process: ChildProcess

            var address: String { "http://127.0.0.1:\(port)" }

            init() async throws {
                let directory = try TemporaryDirectory("cnb-web")
                let port = try LoopbackPort.free()
                let python = try #require(ChildCommand.find("python3", in: "/usr/local/bin:/usr/bin:/bin"))
                let log = try Descriptor.open("/dev/null", flags: O_WRONLY)
                process = try ChildProcess(
                    ChildCommand(
                        executable: python,
                        arguments: [
                            "-m", "http.server", "--bind", "127.0.0.1", String(port), "--directory", directory.path,
                        ],
                        environment: ["PATH": "/usr/bin:/bin"]), descriptors: [1: log.rawValue, 2: log.rawValue])
                self.directory = directory
                self.port = port
                try await eventually("the web server answers") { LoopbackPort.answers(port) }
            }

            deinit {
                process.signal(SIGKILL)
                _ = process.wait()
            }
        }

        private func tar(_ source: String, into archive: String) async throws {
            let made = try await Tool.run(
                .init(
                    executable: "/usr/bin/tar", arguments: ["-C", source, "-czf", archive, "."],
                    environment: ["PATH": "/usr/bin:/bin"]))
            try #require(made.status.isSuccess, "\(made.errors)")
        }

        private func write(_ text: String, to file: String) throws {
            try Data(text.utf8).write(to: URL(filePath: file))
        }

        @Test func buildpacksComeFromAnAddress() async throws {
            let server = try await WebServer()
            let files = server.directory
            try await tar("\(FixtureBuilder.folder)/features", into: files.file("features.tgz"))
            try write(
                "[buildpack]\nuri = \"\(FixtureBuilder.folder)/suite\"\n[[dependencies]]\nuri = \"\(FixtureBuilder.folder)/shell\"\n[[dependencies]]\nuri = \"\(server.address)/features.tgz\"\n",
                to: files.file("package.toml"))
            let packaged = try await FixtureBuilder.pack([
                "buildpack", "package", files.file("suite.cnb"), "--format", "file", "--config",
                files.file("package.toml"),
            ])
            #expect(packaged.status == .exited(0), "\(packaged.output)")
            // A directory's name without the slash is answered with a redirection.
            try FileManager.default.createDirectory(
                atPath: files.file("moved"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(atPath: files.file("features.tgz"), toPath: files.file("moved/index.html"))
            try await BuildScene.with(["shell": "", "features": "", "assets.txt": "one"]) { scene in
                let package = try await scene.published(["--buildpack", "\(server.address)/suite.cnb"])
                #expect(package.contains("Downloading from '\(server.address)/suite.cnb'\n"), "\(package)")
                #expect(package.contains("test/features 1.2.0\ntest/shell    0.1.0\n"))
                let moved = try await scene.published(["--buildpack", "\(server.address)/moved"])
                #expect(moved.contains("test/features 1.2.0\n") && !moved.contains("test/shell    0.1.0"), "\(moved)")
                let around = try await scene.published([
                    "--buildpack", "test/shell", "--pre-buildpack", "\(server.address)/features.tgz",
                ])
                #expect(around.contains("test/shell 0.1.0\n"), "\(around)")
                let pre = try await scene.published(["--pre-buildpack", "\(server.address)/features.tgz"])
                #expect(pre.contains("Downloading from '\(server.address)/features.tgz'"))
            }
        }

        @Test func whatCannotBeFetchedIsNamed() async throws {
            let server = try await WebServer()
            try write("<html></html>", to: server.directory.file("page.html"))
            let port = try LoopbackPort.free()
            try await BuildScene.with(["shell": ""]) { scene in
                for (address, sentence) in [
                    ("\(server.address)/none.tgz", "the server answers with status 404"),
                    (
                        "http://127.0.0.1:\(port)/x.tgz",
                        "could not download from 'http://127.0.0.1:\(port)/x.tgz': connection refused"
                    ),
                    ("http://user:secret@127.0.0.1:\(port)/x.tgz?token=secret", "connection refused"),
                    ("\(server.address)/page.html", "cannot be used: the archive holds a header that is cut off"),
                ] {
                    let made = try await scene.publish(["--buildpack", address])
                    #expect(made.status == .exited(1))
                    #expect(made.output.contains(sentence), "\(made.output)")
                    #expect(!made.output.contains("secret"))
                }
            }
        }

        @Test func archivesHaveLimits() async throws {
            let server = try await WebServer()
            try write(String(repeating: "x", count: 1000), to: server.directory.file("large"))
            let download = ArchiveDownload(output: BuildOutput(sink: { _ in }), limit: 999)
            let failure = await #expect(throws: BuildFailure.self) {
                try await download.fetch("\(server.address)/large")
            }
            #expect(
                failure?.message == "could not download from '\(server.address)/large': it is larger than 999 bytes")
            let whole = try await ArchiveDownload(output: BuildOutput(sink: { _ in }), limit: 1000).fetch(
                "\(server.address)/large")
            #expect(whole.count == 1000)
        }

        /// The lifecycle of `builder.toml` is in the builder, and applications get its launcher.
        @Test func aBuilderHoldsTheLifecycleItIsGiven() async throws {
            let server = try await WebServer()
            let files = server.directory
            try await makeLifecycle(in: files, named: "lifecycle.tgz")
            let builder = "\(FixtureBuilder.prefix)/builder:lifecycle"
            for uri in ["lifecycle.tgz", "\(server.address)/lifecycle.tgz"] {
                let made = try await createBuilder(builder, in: files, lifecycle: "uri = \"\(uri)\"")
                #expect(made.status == .exited(0), "\(made.output)")
                let labels = try #require(try await DockerEngine().inspectImage(builder).config?.labels)
                #expect(labels["io.buildpacks.lifecycle.version"] == "0.20.5")
                #expect(labels["io.buildpacks.lifecycle.protocol"] == nil)
                let metadata = try #require(labels["io.buildpacks.builder.metadata"])
                #expect(
                    metadata.contains(
                        #""lifecycle":{"api":{"buildpack":"0.7","platform":"0.7"},"apis":{"buildpack":{"deprecated":[],"supported":["0.8"]},"platform":{"deprecated":["0.7"],"supported":["0.12"]}},"version":"0.20.5"}"#
                    ), "\(metadata)")
                let listed = try await FixtureBuilder.docker([
                    "run", "--rm", "--network", "none", "--entrypoint", "/bin/sh", builder, "-c",
                    "ls /lifecycle/ | tr '\\n' ' '; readlink /cnb/lifecycle/creator",
                ])
                #expect(
                    listed.output
                        == "analyzer builder creator detector exporter launcher lifecycle lifecycle.toml restorer lifecycle\n",
                    "\(listed.errors)")
            }
            try await BuildScene.with(["shell": ""]) { scene in
                let output = try await scene.loaded(["--builder", builder])
                #expect(output.contains("test/shell 0.1.0"))
                let tail = try await scene.start(
                    ["--entrypoint", "launcher"], ["--", "tail", "-c", "5", "/cnb/lifecycle/launcher"])
                #expect(tail.output == "other", "\(tail.errors)")
            }
            try await DockerEngine().removeImage(builder, force: true)
        }

        @Test func unusableLifecyclesAreNamed() async throws {
            let files = try TemporaryDirectory("cnb-lifecycle")
            try await makeLifecycle(in: files, named: "good.tgz")
            let script = """
                set -e; mkdir none old; cp -r content/. none; rm none/lifecycle/restorer; cp -r content/. old
                sed -i 's/"0.8"/"0.6"/' old/lifecycle.toml
                tar -C none -czf none.tgz .; tar -C old -czf old.tgz .; tar -C content/lifecycle -czf flat.tgz .
                ln -sf /etc/passwd none/lifecycle/restorer; tar -C none -czf link.tgz .
                """
            let made = try await Tool.run(
                .init(
                    executable: "/bin/bash", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
                    workingDirectory: files.path))
            try #require(made.status.isSuccess, "\(made.errors)")
            for (lifecycle, sentence) in [
                ("uri = \"none.tgz\"", "none.tgz holds no lifecycle: the program restorer is missing"),
                ("uri = \"flat.tgz\"", "flat.tgz holds no lifecycle: lifecycle.toml is missing"),
                ("uri = \"link.tgz\"", "link.tgz cannot be used: restorer is a link to another directory"),
                (
                    "uri = \"old.tgz\"",
                    "buildpack test/shell@0.1.0 (Buildpack API 0.8) is incompatible with lifecycle 0.20.5 (Buildpack API(s) 0.6)"
                ),
                ("uri = \"absent.tgz\"", "/absent.tgz does not exist"),
                (
                    "uri = \"docker://x/y\"",
                    "builder.toml:11:7: \"lifecycle.uri\" is \"docker://x/y\", which is not supported"
                ),
                (
                    "version = \"latest\"",
                    "builder.toml:11:11: \"lifecycle.version\" is \"latest\"; expected one like 0.20.19"
                ),
                ("uri = \"x\"\nversion = \"0.20.5\"", "\"lifecycle.version\" and uri cannot be used together"),
            ] {
                let refused = try await createBuilder(
                    "\(FixtureBuilder.prefix)/builder:never", in: files, lifecycle: lifecycle)
                #expect(refused.status == .exited(1))
                #expect(refused.output.contains(sentence), "\(refused.output)")
            }
        }

        private func createBuilder(
            _ name: String, in files: TemporaryDirectory, lifecycle: String
        ) async throws -> Tool.Result {
            try write(
                """
                [[buildpacks]]
                uri = "\(FixtureBuilder.folder)/shell"
                [[order]]
                [[order.group]]
                id = "test/shell"
                [build]
                image = "\(FixtureBuilder.buildImage)"
                [[run.images]]
                image = "\(FixtureBuilder.runImage)"
                [lifecycle]
                \(lifecycle)
                """, to: files.file("builder.toml"))
            return try await FixtureBuilder.pack([
                "builder", "create", name, "--config", files.file("builder.toml"),
            ])
        }

        /// An archive in the layout of upstream's releases, of our programs: the launcher told apart by its end.
        private func makeLifecycle(in files: TemporaryDirectory, named name: String) async throws {
            let launcher = try #require(BuiltProduct.path("cnb-lifecycle"))
            let phases = try #require(BuiltProduct.path("cnb-phases"))
            try write(
                """
                [lifecycle]
                version = "0.20.5"
                [api]
                buildpack = "0.7"
                platform = "0.7"
                [apis.buildpack]
                deprecated = []
                supported = ["0.8"]
                [apis.platform]
                deprecated = ["0.7"]
                supported = ["0.12"]
                """, to: files.file("description.toml"))
            let script = """
                set -e; mkdir -p content/lifecycle; cp description.toml content/lifecycle.toml
                cp "$1" content/lifecycle/launcher; printf other >>content/lifecycle/launcher
                cp "$2" content/lifecycle/lifecycle
                for name in analyzer builder creator detector exporter restorer; do
                    ln -sf lifecycle content/lifecycle/$name
                done
                tar -C content -czf "$3" .
                """
            let made = try await Tool.run(
                .init(
                    executable: "/bin/bash", arguments: ["-c", script, "make", launcher, phases, name],
                    environment: ["PATH": "/usr/bin:/bin"], workingDirectory: files.path))
            try #require(made.status.isSuccess, "\(made.errors)")
        }
    }
}
