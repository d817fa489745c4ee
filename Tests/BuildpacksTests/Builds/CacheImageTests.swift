import DockerEngine
import Foundation
import OCIRegistry
import TestSupport
import Testing

extension Builds {
    /// Cached layers as an image in a registry (Platform specification, "Cache Image").
    @Suite struct CacheImages {
        /// Two cached layers, of which one stays the same and one grows with every build.
        private let files = [
            "project.toml": """
            [_]
            schema-version = "0.2"
            [[io.buildpacks.group]]
            id = "app/cached"
            [io.buildpacks.group.script]
            api = "0.10"
            inline = '''
            cd "$CNB_LAYERS_DIR"; mkdir -p same both grown
            echo "found: $(cat same/file both/file grown/file 2>/dev/null | tr '\\n' ' ')$(ls *.sbom.* 2>/dev/null)"
            sed -n 's/^of = /metadata of /p' same.toml both.toml 2>/dev/null
            echo constant >same/file; ln -sf file same/link; chmod 700 same
            echo shared >both/file
            echo more >>grown/file
            printf '[types]\\nbuild = true\\ncache = true\\n[metadata]\\nof = "same"\\n' >same.toml
            printf '[types]\\nlaunch = true\\ncache = true\\n[metadata]\\nof = "both"\\n' >both.toml
            printf '[types]\\ncache = true\\n' >grown.toml
            echo '{}' >same.sbom.cdx.json
            '''
            """
        ]

        private func name(_ scene: BuildScene) -> String { "\(scene.repository)-cache" }

        private func manifest(_ scene: BuildScene) async throws -> ImageManifest {
            try #require(try await scene.registry.manifest(name(scene), "kept").image)
        }

        @Test func layersComeBackAndUnchangedOnesAreNotSentAgain() async throws {
            try await BuildScene.with(files) { scene in
                let image = "\(scene.registry.host)/\(name(scene)):kept"
                let first = try await scene.publish(["--cache-image", image])
                #expect(first.output.contains("Layer cache not found\n"), "\(first.output)")
                #expect(first.output.contains("found: \n"))
                for layer in ["app/cached:same", "app/cached:both", "app/cached:grown"] {
                    #expect(first.output.contains("\nAdding cache layer '\(layer)'\n"))
                }
                let before = try await manifest(scene)
                let second = try await scene.publish(["--cache", "type=build;format=image;name=\(image)"])
                #expect(second.status == .exited(0))
                #expect(second.output.contains("\nRestoring data for \"app/cached:same\" from cache\n"))
                #expect(
                    second.output.contains(
                        "\nfound: constant shared more same.sbom.cdx.json\nmetadata of \"same\"\nmetadata of \"both\"\n"
                    ),
                    "\(second.output)")
                #expect(second.output.contains("\nReusing cache layer 'app/cached:same'\n"))
                #expect(second.output.contains("\nReusing cache layer 'app/cached:both'\n"))
                #expect(second.output.contains("\nAdding cache layer 'app/cached:grown'\n"))
                let after = try await manifest(scene)
                #expect(before.layers.count == 4 && after.layers.count == 4)
                #expect(Set(after.layers).subtracting(before.layers).count == 1)
                // The volume is not used beside it, and the image is not in the daemon.
                await #expect(throws: DockerError.self) { try await DockerEngine().inspectVolume(scene.defaultVolume) }
                #expect(try await !DockerEngine().hasImage(image))

                let cleared = try await scene.publish(["--cache-image", image, "--clear-cache"])
                #expect(cleared.output.contains("found: \n"), "\(cleared.output)")
            }
        }

        /// By upstream's `platform.CacheMetadata`; its lifecycle 0.20.19 has read and written the same image.
        @Test func theLabelIsUpstreams() async throws {
            try await BuildScene.with(files) { scene in
                let image = "\(scene.registry.host)/\(name(scene)):kept"
                let made = try await scene.publish(["--cache-image", image])
                #expect(made.status == .exited(0), "\(made.output)")
                let manifest = try await manifest(scene)
                let configuration = try await scene.registry.configuration(name(scene), of: manifest)
                let label = try #require(configuration.config?.labels?["io.buildpacks.lifecycle.cache.metadata"])
                let metadata = try #require(
                    try JSONSerialization.jsonObject(with: Data(label.utf8)) as? [String: Any])
                let diffIDs = Set(configuration.rootfs.diffIDs.map(\.description))
                let buildpacks = try #require(metadata["buildpacks"] as? [[String: Any]])
                #expect(buildpacks.map { $0["key"] as? String } == ["app/cached"])
                #expect(buildpacks[0]["version"] as? String == "0.0.0")
                let layers = try #require(buildpacks[0]["layers"] as? [String: [String: Any]])
                #expect(layers.keys.sorted() == ["both", "grown", "same"])
                for (name, types) in [("both", (false, true)), ("grown", (false, false)), ("same", (true, false))] {
                    let layer = try #require(layers[name])
                    #expect(diffIDs.contains(try #require(layer["sha"] as? String)))
                    #expect(layer["cache"] as? Bool == true)
                    #expect(layer["build"] as? Bool == types.0 && layer["launch"] as? Bool == types.1)
                }
                #expect((layers["same"]?["data"] as? [String: String]) == ["of": "same"])
                let bills = try #require((metadata["sbom"] as? [String: Any])?["sha"] as? String)
                #expect(diffIDs.contains(bills))
                // A layer of the application is the same layer in both images.
                let application = try await scene.label("io.buildpacks.lifecycle.metadata")
                let own = try #require((application["buildpacks"] as? [[String: Any]])?.first)
                let both = try #require((own["layers"] as? [String: [String: Any]])?["both"])
                #expect(both["sha"] as? String == layers["both"]?["sha"] as? String)
            }
        }

        /// Somebody else's image under the name is an empty cache; layers that are lost are left out.
        @Test func damageIsNoMoreThanAMissingCache() async throws {
            try await BuildScene.with(files) { scene in
                let image = "\(scene.registry.host)/\(name(scene)):kept"
                _ = try await scene.publish()
                let foreign = try await scene.registry.manifest(scene.repository, "latest")
                try await scene.registry.putManifest(
                    foreign.bytes, mediaType: foreign.mediaType, to: scene.repository, tag: "foreign")
                let other = try await scene.publish(
                    ["--cache-image", scene.image.replacing(":latest", with: ":foreign")])
                #expect(other.status == .exited(0), "\(other.output)")
                #expect(try await scene.registry.manifestDigest(scene.repository, "foreign") != foreign.digest)
                _ = try await scene.publish(["--cache-image", image])
                let manifest = try await manifest(scene)
                for layer in manifest.layers { try await scene.registry.deleteBlob(name(scene), layer.digest) }
                let made = try await scene.publish(["--cache-image", image])
                #expect(made.status == .exited(0), "\(made.output)")
                #expect(
                    made.output.contains("Warning: skipping restore for layer app/cached:same: it is not in \(image)"))
                #expect(made.output.contains("found: \n"))
                // They are sent anew.
                let again = try await scene.publish(["--cache-image", image])
                #expect(again.output.contains("found: constant shared more same.sbom.cdx.json\n"), "\(again.output)")
            }
        }

        @Test func mistakesAreNamed() async throws {
            try await BuildScene.with(files) { scene in
                let image = "\(scene.registry.host)/\(name(scene)):kept"
                let format = "type=build;format=image;name=\(image)"
                let port = try LoopbackPort.free()
                for (arguments, sentence) in [
                    (["--cache-image", image], "cache-image flag requires the publish flag"),
                    (["--cache", format], "image cache format requires the 'publish' flag"),
                    (
                        ["--publish", "--cache", format, "--cache-image", image],
                        "'cache' flag with 'image' format cannot be used with 'cache-image' flag."
                    ),
                    (["--publish", "--cache-image", "No"], "\"No\" is no image reference"),
                    (
                        ["--publish", "--cache-image", "127.0.0.1:\(port)/x"],
                        "registry 127.0.0.1:\(port) is unreachable: connection refused"
                    ),
                ] {
                    let made = try await FixtureBuilder.pack(scene.buildArguments + arguments)
                    #expect(made.status == .exited(1))
                    #expect(made.output.contains("ERROR: failed to build: \(sentence)"), "\(made.output)")
                }
            }
        }
    }
}
