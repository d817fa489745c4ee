import DockerEngine
import Foundation
import OCIRegistry
import TestSupport
import Testing

extension Builds {
    /// What a build takes from the one before (Buildpack specification, "Layer Types"; Platform specification, "Caching").
    @Suite struct Rebuilds {
        private let files = ["features": "", "assets.txt": "one", "vendor/a.js": "a", "docs/x.html": "x", "b": "b"]

        @Test func theSameSourceGivesTheSameDigest() async throws {
            try await BuildScene.with(files) { scene in
                try await scene.published()
                let first = try await scene.registry.manifestDigest(scene.repository, "latest")
                let output = try await scene.published(["--clear-cache"])
                #expect(output.contains("kept: build number 1\n"))
                // Neither the store nor layer metadata of the previous image is restored after --clear-cache.
                #expect(output.contains("assets: made") && output.contains("store: build number 1\n"))
                #expect(try await scene.registry.manifestDigest(scene.repository, "latest") == first)
            }
        }

        @Test func layersAndStoreComeBack() async throws {
            try await BuildScene.with(files) { scene in
                let first = try await scene.published()
                #expect(first.contains("assets: made") && first.contains("kept: build number 1\n"))
                #expect(first.contains("Adding cache layer 'test/features:kept'"))
                let made = try await scene.manifest()
                let second = try await scene.published()
                #expect(second.contains("Restoring metadata for \"test/features:assets\" from app image"))
                #expect(second.contains("Restoring data for \"test/features:kept\" from cache"))
                #expect(second.contains("assets: reused") && second.contains("kept: build number 2\n"))
                #expect(second.contains("store: build number 2\n"))
                #expect(second.contains("Reusing layer 'test/features:assets'"))
                #expect(second.contains("Reused 3/3 app layer(s)"))
                #expect(try await scene.manifest().layers == made.layers)

                try scene.write("two", to: "assets.txt")
                let third = try await scene.published()
                #expect(third.contains("assets: made"))
                #expect(third.contains("Adding layer 'test/features:assets'"))
                #expect(third.contains("Reusing layer 'test/features:runtime'"))
                // vendor/ and docs/ are slices of their own; only the rest changed.
                #expect(third.contains("Reused 2/3 app layer(s)") && third.contains("Added 1/3 app layer(s)"))
            }
        }

        @Test func slicesAreLayersOfTheirOwn() async throws {
            try await BuildScene.with(files) { scene in
                try await scene.loaded()
                let inspected = try await FixtureBuilder.docker(
                    "history", "--no-trunc", "--format", "{{.CreatedBy}}", scene.image)
                let app = inspected.output.split(whereSeparator: \.isNewline).filter {
                    $0.contains("Application Slice: ")
                }
                // The newest first.
                #expect(app == ["Application Slice: 3", "Application Slice: 2", "Application Slice: 1"])
                let listed = try await scene.start(["--entrypoint", "launcher"], ["--", "find", ".", "-type", "f"])
                #expect(
                    Set(listed.output.split(whereSeparator: \.isNewline).map(String.init)) == [
                        "./features", "./assets.txt", "./vendor/a.js", "./docs/x.html", "./b",
                    ])
            }
        }

        @Test func aReusedLayerIsTakenOutOfTheDaemonsImage() async throws {
            try await BuildScene.with(files) { scene in
                #expect(try await scene.loaded().contains("assets: made"))
                #expect(try await scene.loaded().contains("assets: reused"))
                let content = try await scene.start(
                    ["--entrypoint", "launcher"], ["--", "cat", "/layers/test_features/assets/assets.txt"])
                #expect(content.output == "one")
            }
        }

        @Test(arguments: [true, false])
        func billsOfMaterialsAreInTheImageAndComeBack(publishes: Bool) async throws {
            try await BuildScene.with(files) { scene in
                let cache = ["--cache", "type=build;format=volume;name=\(scene.volume)"]
                let first = publishes ? try await scene.published() : try await scene.loaded(cache)
                #expect(!first.contains("kept: bill of materials is back"))
                let second = publishes ? try await scene.published() : try await scene.loaded(cache)
                #expect(second.contains("assets: reused\n{\"bomFormat\":\"CycloneDX\",\"components\":[\"assets "))
                #expect(second.contains("kept: bill of materials is back"))
                #expect(second.contains("Reusing layer 'sbom'"))
                if publishes {
                    let sbom = try #require(
                        try await scene.label("io.buildpacks.lifecycle.metadata")["sbom"] as? [String: String])
                    let diffIDs = try await scene.configuration().rootfs.diffIDs.map(\.description)
                    #expect(diffIDs.contains(sbom["sha"] ?? ""))
                    _ = try await FixtureBuilder.docker("pull", scene.image)
                }
                let listed = try await scene.start(
                    ["--entrypoint", "launcher"],
                    ["--", "sh", "-c", "cd /layers/sbom && find . -type f && cat launch/test_features/sbom.cdx.json"])
                let lines = Set(listed.output.split(whereSeparator: \.isNewline).map(String.init))
                // Neither the build's bill nor that of a layer that is not for launch.
                #expect(
                    lines == [
                        "./launch/test_features/sbom.cdx.json", "./launch/test_features/assets/sbom.cdx.json",
                        "{\"bomFormat\":\"CycloneDX\",\"components\":[\"launch\"]}",
                    ], "\(listed.output)\(listed.errors)")
            }
        }

        @Test func metadataIsWhatTheSpecificationSays() async throws {
            try await BuildScene.with(files) { scene in
                try await scene.published(["--creation-time", "1700000000"])
                let configuration = try await scene.configuration()
                #expect(configuration.created == "2023-11-14T22:13:20Z")
                let execution = try #require(configuration.config)
                #expect(execution.entrypoint == ["/cnb/process/web"] && execution.command == nil)
                #expect(execution.workingDirectory == "/workspace")
                #expect(execution.labels?["org.example.features"] == "yes")
                #expect(execution.labels?["io.buildpacks.project.metadata"] == "{}")

                let build = try await scene.label("io.buildpacks.build.metadata")
                let buildpacks = try #require(build["buildpacks"] as? [[String: String]])
                #expect(
                    buildpacks == [
                        [
                            "id": "test/features", "version": "1.2.0", "api": "0.10",
                            "homepage": "https://example.org/features",
                        ]
                    ])
                let processes = try #require(build["processes"] as? [[String: Any]])
                let web = try #require(processes.first { $0["type"] as? String == "web" })
                #expect(web["command"] as? [String] == ["show", "always"])
                #expect(web["args"] as? [String] == ["by default"])
                #expect(web["direct"] as? Bool == true && web["working-dir"] as? String == "/workspace/sub")
                #expect(web["buildpackID"] as? String == "test/features")

                let lifecycle = try await scene.label("io.buildpacks.lifecycle.metadata")
                let diffIDs = Set(configuration.rootfs.diffIDs.map(\.description))
                #expect((lifecycle["app"] as? [[String: String]])?.count == 3)
                let entry = try #require((lifecycle["buildpacks"] as? [[String: Any]])?.first)
                #expect(entry["key"] as? String == "test/features" && entry["version"] as? String == "1.2.0")
                let layers = try #require(entry["layers"] as? [String: [String: Any]])
                #expect(Set(layers.keys) == ["runtime", "assets"])
                let assets = try #require(layers["assets"]?["sha"] as? String)
                #expect(diffIDs.contains(assets))
                #expect(layers["assets"]?["launch"] as? Bool == true && layers["assets"]?["cache"] as? Bool == false)
                #expect((entry["store"] as? [String: [String: Int]])?["metadata"]?["builds"] == 1)
                for key in ["config", "launcher", "process-types"] {
                    let sha = try #require((lifecycle[key] as? [String: String])?["sha"])
                    #expect(diffIDs.contains(sha))
                }
                let run = try #require(lifecycle["runImage"] as? [String: Any])
                #expect(run["image"] as? String == FixtureBuilder.runImage)
                let base = try await DockerEngine().inspectImage(FixtureBuilder.runImage)
                #expect(try await scene.runImageReference() == scene.reference(ofRunImage: base.id))
                let top = try #require(run["topLayer"] as? String)
                #expect(diffIDs.contains(top))
            }
        }
    }
}
