import DockerEngine
import Foundation
import OCIRegistry
import TestSupport
import Testing

extension Builds {
    /// The same application on another version of its run image (Platform specification, "Rebase").
    @Suite struct Rebases {
        /// A run image with one more layer, under `name`.
        private func makeRunImage(_ name: String) async throws {
            let context = try TemporaryDirectory("cnb-run")
            let text =
                "FROM \(FixtureBuilder.runImage)\nUSER root\nRUN echo patched >/etc/patched\nUSER app\nLABEL io.buildpacks.base.description=patched\n"
            try Data(text.utf8).write(to: URL(filePath: context.file("Dockerfile")))
            let made = try await FixtureBuilder.docker("build", "--network", "none", "--tag", name, context.path)
            try #require(made.status.isSuccess, "\(made.output)\(made.errors)")
        }

        private let launcher = ["--entrypoint", "launcher"]

        @Test func imagesOfTheDaemonAreRebased() async throws {
            let run = "\(FixtureBuilder.prefix)/run:two"
            try await makeRunImage(run)
            try await BuildScene.with(["features": "", "assets.txt": "one"]) { scene in
                try await scene.loaded()
                let before = try await scene.start()
                let refused = try await FixtureBuilder.pack(["rebase", scene.image, "--run-image", run])
                #expect(refused.status == .exited(1))
                #expect(
                    refused.output.contains(
                        "run image \"\(run)\" is not one the image was made for (paastech/run:bookworm)"))
                let rebased = try await FixtureBuilder.pack(["rebase", scene.image, "--run-image", run, "--force"])
                #expect(rebased.status == .exited(0), "\(rebased.output)")
                #expect(rebased.output.contains("Successfully rebased image"))
                #expect(try await scene.start(launcher, ["--", "cat", "/etc/patched"]).output == "patched\n")
                let host = "HOSTNAME="
                let lines = { (text: String) in text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix(host) } }
                #expect(try await lines(scene.start().output) == lines(before.output))
                let image = try await DockerEngine().inspectImage(scene.image)
                #expect(image.created == "1980-01-01T00:00:01Z")
                #expect(image.config?.labels?["io.buildpacks.base.description"] == "patched")
                let label = try #require(image.config?.labels?["io.buildpacks.lifecycle.metadata"])
                let base = try await DockerEngine().inspectImage(run)
                let top = try #require(base.rootFS?.layers?.last)
                #expect(label.contains("\"topLayer\":\"\(top)\""))
                #expect(label.contains("\"reference\":\"\(base.id)\""))
                // A build after it still reuses its layers.
                #expect(try await scene.loaded().contains("assets: reused"))
            }
            try await DockerEngine().removeImage(run, force: true)
        }

        @Test func imagesOfARegistryAreRebasedWithoutASingleLayerSent() async throws {
            let run = "\(FixtureBuilder.prefix)/run:three"
            try await makeRunImage(run)
            try await BuildScene.with(["features": "", "assets.txt": "one"]) { scene in
                try await scene.published()
                let before = try await scene.manifest()
                let report = try TemporaryDirectory("cnb-report")
                let rebased = try await FixtureBuilder.pack([
                    "rebase", scene.image, "--publish", "--run-image", run, "--force", "--report-output-dir",
                    report.path,
                ])
                #expect(rebased.status == .exited(0), "\(rebased.output)")
                let after = try await scene.manifest()
                #expect(after.layers.count == before.layers.count + 1)
                let application = try await scene.label("io.buildpacks.build.metadata")
                #expect(application["processes"] != nil)
                #expect(Set(before.layers.map(\.digest)).isSubset(of: after.layers.map(\.digest)))
                let base = try await DockerEngine().inspectImage(run)
                #expect(try await scene.runImageReference() == scene.reference(ofRunImage: base.id))
                let digest = try #require(try await scene.registry.manifestDigest(scene.repository, "latest"))
                let text = try String(contentsOfFile: report.file("report.toml"), encoding: .utf8)
                #expect(text.contains("digest = \"\(digest)\"") && text.contains("tags = [\"\(scene.image)\"]"))
            }
            try await DockerEngine().removeImage(run, force: true)
        }

        @Test func whatIsNoApplicationIsRefused() async throws {
            let result = try await FixtureBuilder.pack(["rebase", FixtureBuilder.runImage])
            #expect(result.status == .exited(1))
            #expect(
                result.output.contains(
                    "was not made from buildpacks: it lacks the label io.buildpacks.lifecycle.metadata"))
        }
    }
}
