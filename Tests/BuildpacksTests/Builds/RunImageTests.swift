import DockerEngine
import Foundation
import OCIRegistry
import TestSupport
import Testing

extension Builds {
    /// Which of a run image's names is taken (Platform specification, "Run Image Resolution").
    @Suite struct RunImages {
        private let builder = "\(FixtureBuilder.prefix)/builder:mirrors"
        private var host: String { PrivateRegistry.shared.host }

        private func makeBuilder(_ image: String, mirrors: [String]) async throws {
            let directory = try TemporaryDirectory("cnb-mirrors")
            let names = mirrors.map { "\"\($0)\"" }.joined(separator: ", ")
            let text = """
                [[buildpacks]]
                uri = "\(FixtureBuilder.folder)/shell"
                [[order]]
                [[order.group]]
                id = "test/shell"
                [build]
                image = "\(FixtureBuilder.buildImage)"
                [[run.images]]
                image = "\(image)"
                mirrors = [\(names)]
                """
            try Data(text.utf8).write(to: URL(filePath: directory.file("builder.toml")))
            let made = try await FixtureBuilder.pack([
                "builder", "create", builder, "--config", directory.file("builder.toml"),
            ])
            try #require(made.status == .exited(0), "\(made.output)")
        }

        /// Pushes the run image, with a label of its own, and leaves the daemon without the name.
        private func pushMirror(_ name: String, version: String) async throws -> String {
            let context = try TemporaryDirectory("cnb-mirror")
            let text = "FROM \(FixtureBuilder.runImage)\nLABEL io.buildpacks.base.description=\(version)\n"
            try Data(text.utf8).write(to: URL(filePath: context.file("Dockerfile")))
            let made = try await FixtureBuilder.docker("build", "--network", "none", "--tag", name, context.path)
            try #require(made.status.isSuccess, "\(made.output)\(made.errors)")
            let pushed = try await DockerEngine().pushImage(name)
            try await DockerEngine().removeImage(name)
            return "\(host)/\(FixtureBuilder.prefix)/run@\(pushed.digest)"
        }

        @Test func theMirrorInTheImagesRegistryIsTaken() async throws {
            let mirror = "\(host)/\(FixtureBuilder.prefix)/run:mirror"
            let first = try await pushMirror(mirror, version: "first")
            try await makeBuilder(FixtureBuilder.runImage, mirrors: [mirror])
            try await BuildScene.with(["shell": ""]) { scene in
                let output = try await scene.published(["--builder", builder, "--verbose"])
                #expect(output.contains("Selected run image mirror '\(mirror)'"), "\(output)")
                #expect(try await scene.runImageReference() == first)
                let metadata = try await scene.label("io.buildpacks.lifecycle.metadata")
                let run = try #require(metadata["runImage"] as? [String: Any])
                #expect(run["image"] as? String == FixtureBuilder.runImage)
                #expect(run["mirrors"] as? [String] == [mirror])
                #expect(try await !DockerEngine().hasImage(mirror))

                let second = try await pushMirror(mirror, version: "second")
                let rebased = try await FixtureBuilder.pack(["rebase", scene.image, "--publish"])
                #expect(rebased.output.contains("on run image \(mirror)\n"), "\(rebased.output)")
                #expect(try await scene.runImageReference() == second)

                // Into the daemon goes what is nearest to the builder, here no registry's.
                let loaded = try await scene.loaded(["--builder", builder, "--verbose"])
                #expect(loaded.contains("Selected run image '\(FixtureBuilder.runImage)'"), "\(loaded)")
                // Whoever names one gets that one, mirrors or not.
                let asked = try await scene.published(
                    ["--builder", builder, "--run-image", FixtureBuilder.runImage, "--verbose"])
                #expect(asked.contains("Using provided run-image '\(FixtureBuilder.runImage)'"))
                #expect(try await scene.runImageReference() != second)
            }
            try await DockerEngine().removeImage(builder, force: true)
        }

        @Test func namesThatCannotBeReadAreLeftOut() async throws {
            let port = try LoopbackPort.free()
            let mirror = "\(host)/\(FixtureBuilder.prefix)/run:only"
            let reference = try await pushMirror(mirror, version: "only")
            try await makeBuilder(
                "127.0.0.1:\(port)/none/run:1", mirrors: ["\(host)/\(FixtureBuilder.prefix)/absent:1", mirror])
            try await BuildScene.with(["shell": ""]) { scene in
                let output = try await scene.published(["--builder", builder, "--verbose"])
                #expect(
                    output.contains(
                        "CheckReadAccess failed for the run image 127.0.0.1:\(port)/none/run:1, error: registry 127.0.0.1:\(port) is unreachable"
                    ), "\(output)")
                #expect(try await scene.runImageReference() == reference)
                try await scene.loaded(["--builder", builder])
                #expect(try await DockerEngine().hasImage(mirror))
                try await DockerEngine().removeImage(mirror, force: true)
            }
            try await DockerEngine().removeImage(builder, force: true)
        }
    }
}
