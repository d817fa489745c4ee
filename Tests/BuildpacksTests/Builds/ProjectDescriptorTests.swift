import Foundation
import TestSupport
import Testing

extension Builds {
    /// `project.toml` (Project Descriptor specification, schemas 0.1 and 0.2).
    @Suite struct ProjectDescriptors {
        private static let list = """
            [[io.buildpacks.group]]
            id = "app/list"

              [io.buildpacks.group.script]
              api = "0.10"
              shell = "/bin/bash"
              inline = "echo \\"files: $(find . -type f | sort | tr '\\\\n' ' ')\\"; echo \\"given: ${GIVEN:-}\\""
            """
        private let files = [
            "keep.txt": "", "logs/a.log": "", "logs/keep.log": "", "src/deep/x.js": "", "src/x.css": "",
            "build/out": "",
        ]

        @Test func filesAreExcludedAsByGit() async throws {
            let text = """
                [_]
                schema-version = "0.2"
                [io.buildpacks]
                builder = "\(FixtureBuilder.name)"
                exclude = ["*.log", "!keep.log", "/build/", "src/**/*.js", "project.toml"]
                \(Self.list)
                [[io.buildpacks.build.env]]
                name = "GIVEN"
                value = "by the descriptor"
                """
            try await BuildScene.with(files) { scene in
                try scene.write(text, to: "project.toml")
                // The builder, too, is the descriptor's.
                let made = try await FixtureBuilder.pack([
                    "build", scene.image, "--path", scene.source.path, "--publish",
                ])
                #expect(made.status == .exited(0), "\(made.output)")
                #expect(made.output.contains("app/list 0.0.0\n"))
                #expect(made.output.contains("files: ./keep.txt ./logs/keep.log ./src/x.css"), "\(made.output)")
                #expect(made.output.contains("given: by the descriptor"))
                // What the command says goes before.
                let given = try await scene.published(["--env", "GIVEN=by the command"])
                #expect(given.contains("given: by the command"))
            }
        }

        @Test func onlyIncludedFilesAreSent() async throws {
            let text = """
                [_]
                schema-version = "0.2"
                [io.buildpacks]
                include = ["src/", "keep.*"]
                \(Self.list)
                """
            try await BuildScene.with(files) { scene in
                try scene.write(text, to: "project.toml")
                let output = try await scene.published()
                #expect(output.contains("files: ./keep.txt ./logs/keep.log ./src/deep/x.js ./src/x.css"), "\(output)")
            }
        }

        @Test func buildpacksGoAroundTheBuildersOrder() async throws {
            let text = """
                [_]
                schema-version = "0.2"
                [[io.buildpacks.pre.group]]
                id = "test/plan-a"
                version = "0.1.0"
                [[io.buildpacks.post.group]]
                uri = "tools"
                [[io.buildpacks.build.env]]
                name = "STATUS_A"
                value = "0"
                """
            try await BuildScene.with(["shell": ""]) { scene in
                try scene.write(text, to: "project.toml")
                try scene.write(
                    "api = \"0.10\"\n[buildpack]\nid = \"app/tools\"\nversion = \"1.0.0\"\n", to: "tools/buildpack.toml"
                )
                for (name, body) in [("detect", "exit 0"), ("build", "echo tools ran")] {
                    try scene.write("#!/bin/sh\n\(body)\n", to: "tools/bin/\(name)")
                    try FileManager.default.setAttributes(
                        [.posixPermissions: 0o755], ofItemAtPath: scene.source.file("tools/bin/\(name)"))
                }
                let output = try await scene.published()
                let order = ["plan a:", "handed on:", "tools ran"].map { output.range(of: $0)?.lowerBound }
                #expect(order.compactMap { $0 }.count == 3 && order[0]! < order[1]! && order[1]! < order[2]!)
            }
        }

        @Test func theOldSchemaIsRead() async throws {
            let text = """
                [project]
                version = "1.2.3"
                source-url = "https://example.org/source"
                [build]
                exclude = ["*.log"]
                [[build.buildpacks]]
                id = "test/plan-a"
                version = "0.1.0"
                [[build.env]]
                name = "STATUS_A"
                value = "0"
                """
            try await BuildScene.with(files) { scene in
                try scene.write(text, to: "project.toml")
                let output = try await scene.published()
                #expect(output.contains("test/plan-a 0.1.0\n"))
                let label = try await scene.configuration().config?.labels?["io.buildpacks.project.metadata"]
                #expect(
                    label
                        == #"{"source":{"metadata":{"url":"https://example.org/source"},"type":"project","version":{"declared":"1.2.3"}}}"#
                )
            }
        }

        private static let mistakes: [(String, String)] = [
            (
                "[_]\nschema-version = \"0.9\"\n",
                ":2:18: \"_.schema-version\" is \"0.9\"; supported are \"0.1\" and \"0.2\""
            ),
            (
                "[_]\nschema-version = \"0.2\"\n[io.buildpacks]\ninclude = [\"a\"]\nexclude = [\"b\"]\n",
                ":5:11: \"io.buildpacks.exclude\" and include cannot be used together"
            ),
            (
                "[_]\nschema-version = \"0.2\"\n[[io.buildpacks.group]]\nversion = \"1\"\n",
                ":3:1: \"io.buildpacks.group\" needs an id or a uri"
            ),
            (
                "[_]\nschema-version = \"0.2\"\n[[io.buildpacks.group]]\nid = \"x\"\n[io.buildpacks.group.script]\ninline = \"x\"\n",
                ":5:1: \"io.buildpacks.group.script\" lacks the key \"api\", a string"
            ),
            (
                "[_]\nschema-version = \"0.2\"\n[io.buildpacks]\nexclude = \"a\"\n",
                ":4:11: \"io.buildpacks.exclude\" must be an array of strings, it is a string"
            ),
            (
                "[_]\nschema-version = \"0.2\"\n[[io.buildpacks.build.env]]\nvalue = \"x\"\n",
                ":3:1: \"io.buildpacks.build.env\" lacks the key \"name\", a string"
            ),
        ]

        @Test(arguments: mistakes)
        func mistakesNameTheirPlace(text: String, sentence: String) async throws {
            try await BuildScene.with(["project.toml": text]) { scene in
                let result = try await scene.publish()
                #expect(result.status == .exited(1))
                #expect(
                    result.output.contains("ERROR: failed to build: \(scene.source.path)/project.toml\(sentence)"),
                    "\(result.output)")
            }
        }
    }
}
