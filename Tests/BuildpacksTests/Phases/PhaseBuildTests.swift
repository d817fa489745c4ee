import DockerEngine
import Foundation
import TestSupport
import Testing

extension Builds {
    /// Builds by the separate programs of `/cnb/lifecycle`, as other platforms start them (Platform specification,
    /// "Build").
    @Suite struct PhaseBuilds {
        private let files = ["features": "", "assets.txt": "one", "vendor/a.js": "a", "docs/x.html": "x", "b": "b"]

        /// The files of a folder of `Tests/Fixtures`.
        private static func fixture(_ name: String) throws -> [String: String] {
            let folder = URL(filePath: FixtureBuilder.folder).deletingLastPathComponent().appending(path: name)
            var files: [String: String] = [:]
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path()) {
                let file = folder.appending(path: path)
                if try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
                    files[path] = try String(contentsOf: file, encoding: .utf8)
                }
            }
            return files
        }

        @Test(arguments: ["static-site", "procfile-app"])
        func bothPlatformsMakeOneImage(of fixture: String) async throws {
            let builder = "\(FixtureBuilder.prefix)/builder:bundled"
            let folder = URL(filePath: FixtureBuilder.folder).deletingLastPathComponent().deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "buildpacks/builder.toml").path()
            let made = try await FixtureBuilder.pack(["builder", "create", builder, "--config", folder])
            try #require(made.status.isSuccess, "\(made.output)\(made.errors)")
            try await PhasePlatform.with(try Self.fixture(fixture)) { platform in
                var platform = platform
                platform.builder = builder
                try await platform.built()
                let phases = try await DockerEngine().inspectImage(platform.scene.image)
                let other = "\(platform.scene.image)-other"
                let own = try await FixtureBuilder.pack([
                    "build", other, "--path", platform.scene.source.path, "--builder", builder,
                ])
                try #require(own.status == .exited(0), "\(own.output)")
                let image = try await DockerEngine().inspectImage(other)
                // The id is the digest of all there is: layers, labels, processes, environment, entry point.
                #expect(phases.id == image.id)
                #expect(phases.config?.entrypoint == ["/cnb/process/web"])
                try await DockerEngine().removeImage(other, force: true)
            }
            try await DockerEngine().removeImage(builder, force: true)
        }

        @Test func aBuilderIsALifecycleImage() async throws {
            let labels = try await DockerEngine().inspectImage(FixtureBuilder.name).config?.labels ?? [:]
            // What `pack` reads of the image it is given by --lifecycle-image, and of a builder.
            let apis = #"""
                {"buildpack":{"deprecated":[],"supported":["0.7","0.8","0.9","0.10","0.11"]},\#
                "platform":{"deprecated":[],"supported":["0.10","0.11","0.12","0.13"]}}
                """#
            #expect(labels["io.buildpacks.lifecycle.apis"] == apis)
            #expect(labels["io.buildpacks.builder.metadata"]?.contains("\"apis\":\(apis)") == true)
            let looked = try await FixtureBuilder.docker([
                "run", "--rm", "--network", "none", "--entrypoint", "/bin/sh", FixtureBuilder.name, "-c",
                "cd /cnb/lifecycle && cat lifecycle.toml && for name in *; do test -x $name && echo $name; done",
            ])
            #expect(
                looked.output == """
                    [lifecycle]
                    version = "0.20.0"

                    [apis]

                    [apis.buildpack]
                    deprecated = []
                    supported = ["0.7", "0.8", "0.9", "0.10", "0.11"]

                    [apis.platform]
                    deprecated = []
                    supported = ["0.10", "0.11", "0.12", "0.13"]
                    analyzer
                    builder
                    creator
                    detector
                    exporter
                    launcher
                    lifecycle
                    phases
                    rebaser
                    restorer

                    """)
        }

        @Test func layersCacheAndStoreComeBack() async throws {
            try await PhasePlatform.with(files) { platform in
                let first = try await platform.built()
                #expect(first.contains("Previous image with name \"\(platform.scene.image)\" not found"))
                #expect(first.contains("assets: made") && first.contains("kept: build number 1\n"))
                #expect(first.contains("Adding cache layer 'test/features:kept'"))
                // The launch layers and the bills of materials.
                #expect(try await platform.look("ls /launch-cache/committed | wc -l") == "3\n")

                let second = try await platform.built()
                #expect(second.contains("Restoring metadata for \"test/features:assets\" from app image"))
                #expect(second.contains("Restoring data for \"test/features:kept\" from cache"))
                #expect(second.contains("assets: reused") && second.contains("kept: build number 2\n"))
                #expect(second.contains("kept: bill of materials is back"))
                #expect(second.contains("store: build number 2\n"))
                #expect(second.contains("Reusing layer 'test/features:assets'"))
                #expect(second.contains("Reused 3/3 app layer(s)"))
                let content = try await platform.scene.start(
                    ["--entrypoint", "launcher"], ["--", "cat", "/layers/test_features/assets/assets.txt"])
                #expect(content.output == "one")

                let skipping = try await platform.built(platform.steps(skipsLayers: true))
                #expect(!skipping.contains("Restoring") && skipping.contains("assets: made"))
                // The store is not of the layers.
                #expect(skipping.contains("kept: build number 1\n") && skipping.contains("store: build number 3\n"))
            }
        }

        @Test func eachToolReusesWhatTheOtherMade() async throws {
            try await PhasePlatform.with(files) { platform in
                try await platform.built()
                let own = try await platform.scene.loaded([
                    "--cache", "type=build;format=volume;name=\(platform.scene.volume)",
                ])
                #expect(own.contains("assets: reused") && own.contains("kept: build number 2\n"))
                #expect(own.contains("Reusing layer 'test/features:assets'"))
                #expect(own.contains("Reused 3/3 app layer(s)"))
                // The launch cache knows nothing of the image in between; the daemon has its layers.
                _ = try await platform.look("rm -rf /launch-cache/committed")
                let phases = try await platform.built()
                #expect(phases.contains("assets: reused") && phases.contains("kept: build number 3\n"))
                #expect(phases.contains("Reusing layer 'buildpacksio/lifecycle:launcher'"))
                #expect(phases.contains("Reused 3/3 app layer(s)"))
                let content = try await platform.scene.start(
                    ["--entrypoint", "launcher"], ["--", "cat", "/layers/test_features/assets/assets.txt"])
                #expect(content.output == "one")
            }
        }

        @Test func aPreviousImageOfAnotherNameIsReused() async throws {
            try await PhasePlatform.with(files) { platform in
                try await platform.built()
                let old = "\(platform.scene.image)-old"
                try await DockerEngine().tagImage(platform.scene.image, as: old)
                try await DockerEngine().removeImage(platform.scene.image, force: true)
                let output = try await platform.built(platform.steps(previous: old))
                #expect(output.contains("assets: reused") && output.contains("Reused 3/3 app layer(s)"))
                try await DockerEngine().removeImage(old, force: true)
            }
        }

        @Test func filesForPlatformsAreLeft() async throws {
            try await PhasePlatform.with(files) { platform in
                try await platform.built()
                let id = try await DockerEngine().inspectImage(platform.scene.image).id
                let report = try await platform.look("cat /layers/report.toml")
                #expect(report == "[image]\ntags = [\"\(platform.scene.image)\"]\nimage-id = \"\(id)\"\n")
                let bills = try await platform.look("cd /layers/sbom && find . -type f | sort")
                #expect(
                    bills.split(whereSeparator: \.isNewline) == [
                        "./build/test_features/kept/sbom.spdx.json", "./build/test_features/sbom.cdx.json",
                        "./cache/test_features/kept/sbom.spdx.json",
                        "./launch/test_features/assets/sbom.cdx.json", "./launch/test_features/sbom.cdx.json",
                    ])
                let owners = try await platform.look("find /cache /launch-cache /layers ! -user 1000 | sort")
                // What the platform itself put there.
                #expect(owners == "/layers/run.toml\n")
            }
        }
    }
}
