import DockerEngine
import Foundation
import TestSupport
import Testing

extension Builds {
    /// Builder images in the layout of `pack builder create` (Platform specification, "Build Image", "Buildpacks
    /// Directory Layout", "Labels").
    @Suite struct UpstreamBuilders {
        private static let name = "\(FixtureBuilder.prefix)/upstream:one"

        /// The launcher of the fixture: a working one, told apart from ours by a few bytes at its end.
        private func makeBuilder() async throws {
            let context = try TemporaryDirectory("cnb-upstream")
            let files = FileManager.default
            let fixture = URL(filePath: FixtureBuilder.folder).deletingLastPathComponent().appending(
                path: "upstream-builder")
            for name in try files.contentsOfDirectory(atPath: fixture.path()) {
                try files.copyItem(atPath: fixture.appending(path: name).path(), toPath: context.file(name))
            }
            try files.copyItem(atPath: FixtureBuilder.folder, toPath: context.file("buildpacks"))
            var launcher = try Data(contentsOf: URL(filePath: try #require(BuiltProduct.path("cnb-lifecycle"))))
            launcher.append(contentsOf: Data("upstream".utf8))
            try launcher.write(to: URL(filePath: context.file("launcher")))
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: context.file("launcher"))
            let made = try await FixtureBuilder.docker(
                "build", "--network", "none", "--tag", Self.name, context.path, within: .seconds(120))
            try #require(made.status.isSuccess, "\(made.output)\(made.errors)")
        }

        @Test func theirBuildpacksOrderAndLauncherAreUsed() async throws {
            try await makeBuilder()
            try await BuildScene.with(["features": "", "shell": "", "assets.txt": "one"]) { scene in
                let output = try await scene.loaded(["--builder", Self.name])
                #expect(output.contains("test/features 1.2.0") && output.contains("test/shell    0.1.0"))
                let run = try await scene.start()
                #expect(run.output.hasPrefix("arguments=always by default\n"), "\(run.errors)")
                let tail = try await scene.start(
                    ["--entrypoint", "launcher"], ["--", "tail", "-c", "8", "/cnb/lifecycle/launcher"])
                #expect(tail.output == "upstream")
                let image = try await DockerEngine().inspectImage(scene.image)
                let labels = try #require(image.config?.labels)
                #expect(labels["io.buildpacks.stack.id"] == "io.buildpacks.stacks.test")
                #expect(labels["io.buildpacks.build.metadata"]?.contains(#""launcher":{"version":"0.20.5"}"#) == true)

                let inspected = try await FixtureBuilder.pack(["builder", "inspect", Self.name])
                #expect(inspected.output.contains("Created By:\n  Name: Pack CLI\n  Version: 0.36.0"))
                #expect(inspected.output.contains("Lifecycle:\n  Version: 0.20.5\n"))

                // A rebuild with the other builder reuses what this one left.
                let again = try await scene.loaded()
                #expect(again.contains("assets: reused") && again.contains("store: build number 2"))
            }
            try await DockerEngine().removeImage(Self.name, force: true)
        }

        @Test func theLauncherOfALifecycleImageIsUsed() async throws {
            try await makeBuilder()
            try await BuildScene.with(["features": "", "assets.txt": "one"]) { scene in
                try await scene.loaded(["--lifecycle-image", Self.name])
                let tail = try await scene.start(
                    ["--entrypoint", "launcher"], ["--", "tail", "-c", "8", "/cnb/lifecycle/launcher"])
                #expect(tail.output == "upstream")
                let missing = try await FixtureBuilder.pack(
                    scene.buildArguments + ["--lifecycle-image", FixtureBuilder.runImage])
                #expect(missing.output.contains("\"\(FixtureBuilder.runImage)\" holds no lifecycle"))
            }
            try await DockerEngine().removeImage(Self.name, force: true)
        }
    }
}
