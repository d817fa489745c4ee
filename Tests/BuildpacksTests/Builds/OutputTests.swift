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
    }
}
