import DockerEngine
import Foundation
import TestSupport
import Testing

extension Builds {
    /// What a build writes beside the image, and what can be read of images.
    @Suite struct Outputs {
        /// Bills of materials of everything that can have one (Buildpack specification, "Software-Bill-of-Materials").
        private let billed = """
            [_]
            schema-version = "0.2"
            [[io.buildpacks.group]]
            id = "app/billed"
            [io.buildpacks.group.script]
            api = "0.10"
            inline = '''
            cd "$CNB_LAYERS_DIR"; mkdir -p tool run
            printf '[types]\\nbuild = true\\ncache = true\\n' >tool.toml
            printf '[types]\\nlaunch = true\\n' >run.toml
            for name in launch build tool run; do echo "{\\"of\\": \\"$name\\"}" >$name.sbom.cdx.json; done
            echo '{}' >tool.sbom.spdx.json
            '''
            """

        @Test func billsOfMaterialsAreWrittenWhereAsked() async throws {
            let expected = [
                "build/app_billed/sbom.cdx.json": "build", "build/app_billed/tool/sbom.cdx.json": "tool",
                "cache/app_billed/tool/sbom.cdx.json": "tool", "launch/app_billed/sbom.cdx.json": "launch",
                "launch/app_billed/run/sbom.cdx.json": "run",
            ]
            try await BuildScene.with(["project.toml": billed]) { scene in
                let directory = try TemporaryDirectory("cnb-bills")
                for (place, root) in [("fresh", "fresh"), ("", "sbom")] {
                    try await scene.published(["--sbom-output-dir", directory.file(place)])
                    for (path, subject) in expected {
                        let text = try String(contentsOfFile: directory.file("\(root)/\(path)"), encoding: .utf8)
                        #expect(text == "{\"of\": \"\(subject)\"}\n")
                    }
                    #expect(
                        FileManager.default.fileExists(
                            atPath: directory.file("\(root)/build/app_billed/tool/sbom.spdx.json")))
                }
                let refused = try await scene.publish(["--sbom-output-dir", scene.source.file("project.toml")])
                #expect(refused.output.contains("project.toml\" is not a directory"), "\(refused.output)")
                // The build's own are in no layer of the image.
                let layers = try await scene.manifest().layers.count
                try await scene.published()
                #expect(try await scene.manifest().layers.count == layers)
            }
        }

        @Test func aDirectoryIsACache() async throws {
            try await BuildScene.with(["features": "", "assets.txt": "one"]) { scene in
                let directory = try TemporaryDirectory("cnb-bind")
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory.path)
                let arguments = ["--cache", "type=build;format=bind;source=\(directory.file("cache"))"]
                let first = try await scene.publish(arguments)
                #expect(first.output.contains("Adding cache layer 'test/features:kept'"), "\(first.output)")
                let second = try await scene.publish(arguments)
                #expect(second.output.contains("Restoring data for \"test/features:kept\" from cache"))
                let cleared = try await scene.publish(arguments + ["--clear-cache"])
                #expect(cleared.output.contains("Adding cache layer 'test/features:kept'"), "\(cleared.output)")
            }
        }

        private func inspected(_ arguments: [String]) async throws -> [String: Any] {
            let made = try await FixtureBuilder.pack(arguments + ["--output", "json"])
            let value = try JSONSerialization.jsonObject(with: Data(made.output.utf8))
            return try #require(value as? [String: Any], "\(made.output)")
        }

        @Test func inspectionsAreDocuments() async throws {
            let builder = try await inspected(["builder", "inspect", FixtureBuilder.name])
            #expect(builder["builder_name"] as? String == FixtureBuilder.name)
            let about = try #require(builder["local_info"] as? [String: Any])
            #expect(about["description"] as? String == "Buildpacks for tests")
            let order = try #require(about["detection_order"] as? [[String: Any]])
            let first = try #require((order[0]["buildpacks"] as? [[String: Any]])?.first)
            #expect(first["id"] as? String == "test/suite" && first["version"] as? String == "2.0.0")
            #expect((about["run_images"] as? [[String: Any]])?.first?["name"] as? String == FixtureBuilder.runImage)

            try await BuildScene.with(["features": "", "assets.txt": "one"]) { scene in
                try await scene.loaded()
                let image = try await inspected(["inspect", scene.image])
                let info = try #require(image["local_info"] as? [String: Any])
                let processes = try #require(info["processes"] as? [[String: Any]])
                let web = try #require(processes.first { $0["type"] as? String == "web" })
                #expect(web["default"] as? Bool == true && (web["command"] as? String)?.hasPrefix("show") == true)
                #expect(info["rebasable"] as? Bool == true)
                let yaml = try await FixtureBuilder.pack(["inspect", scene.image, "--output", "yaml"]).output
                #expect(
                    yaml.hasPrefix("---\nimage_name: \"\(scene.image)\"\nlocal_info:\n  base_image:\n    reference: "))
                #expect(
                    yaml.contains(
                        "\n  buildpacks:\n    - homepage: \"https://example.org/features\"\n      id: \"test/features\"\n"
                    ))
                let toml = try await FixtureBuilder.pack(["inspect", scene.image, "--output", "toml"]).output
                #expect(toml.hasPrefix("image_name = \"\(scene.image)\"\n"))
                #expect(toml.contains("\n[[local_info.processes]]\n"), "\(toml)")
            }
            let odd = try await FixtureBuilder.pack(["inspect", "x", "--output", "xml"])
            #expect(odd.status == .exited(1) && odd.output.contains("xml"))
        }
    }
}
