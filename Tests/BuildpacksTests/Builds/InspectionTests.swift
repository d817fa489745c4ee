import DockerEngine
import Foundation
import TestSupport
import Testing

extension Builds {
    /// What `inspect` and `builder inspect` show, as `pack` 0.39 shows it: from the registry and from the daemon.
    @Suite struct Inspections {
        private let files = ["features": "", "shell": "", "assets.txt": "one"]

        private func document(_ arguments: [String]) async throws -> [String: Any] {
            let made = try await FixtureBuilder.pack(arguments + ["--output", "json"])
            let value = try JSONSerialization.jsonObject(with: Data(made.output.utf8))
            return try #require(value as? [String: Any], "\(made.output)")
        }

        /// The sections behind the headings.
        private func sections(_ text: String) throws -> (remote: String, local: String) {
            let remote = try #require(text.firstRange(of: "\n\nREMOTE:\n"))
            let local = try #require(text.firstRange(of: "\n\nLOCAL:\n"), "\(text)")
            return (String(text[remote.upperBound..<local.lowerBound]), String(text[local.upperBound...]))
        }

        @Test func bothPlacesAreShown() async throws {
            try await BuildScene.with(files) { scene in
                try await scene.published()
                let remote = try await FixtureBuilder.pack(["inspect", scene.image])
                #expect(remote.output.hasPrefix("Inspecting image: '\(scene.image)'\n\nREMOTE:\n\nStack: "))
                #expect(try sections(remote.output).local == "(not present)\n")
                let top = try #require(
                    try await DockerEngine().inspectImage(FixtureBuilder.runImage).rootFS?.layers?.last)
                let reference = try #require(try await scene.runImageReference())
                let tail = """

                    Run Images:
                      \(FixtureBuilder.runImage)

                    Rebasable: true

                    Buildpacks:
                      ID                   VERSION        HOMEPAGE
                      test/features        1.2.0          https://example.org/features
                      test/shell           0.1.0          -

                    Processes:
                      TYPE                 SHELL        COMMAND                         ARGS                            WORK DIR
                      web (default)                     show                            always by default               /workspace/sub
                      greet                bash         echo "$GREETING in $PWD"                                        /workspace
                      task                              show                                                            /workspace
                      words                bash         printf                          <%s> $GREETING two words        /workspace
                    """
                let base = "\nBase Image:\n  Reference: \(reference)\n  Top Layer: \(top)\n"
                #expect(try sections(remote.output).remote.hasSuffix(base + tail), "\(remote.output)")

                try await scene.loaded()
                let both = try await FixtureBuilder.pack(["inspect", scene.image])
                #expect(both.status == .exited(0))
                #expect(try sections(both.output).remote == sections(remote.output).remote)
                #expect(try sections(both.output).local.hasSuffix(tail + "\n"), "\(both.output)")
                let whole = try await document(["inspect", scene.image])
                let infos = try ["remote_info", "local_info"].map { try #require(whole[$0] as? [String: Any]) }
                #expect((infos[0]["base_image"] as? [String: Any])?["reference"] as? String == reference)
                #expect(infos[0]["processes"] as? NSArray == infos[1]["processes"] as? NSArray)
            }
        }

        /// One place may be missing, or out of reach; both may not.
        @Test func whatIsMissingIsTold() async throws {
            let absent = "\(PrivateRegistry.shared.host)/\(FixtureBuilder.prefix)/absent:1"
            for command in [["inspect"], ["builder", "inspect"]] {
                let kind = command.count == 1 ? "image" : "builder"
                for format in ["human-readable", "json"] {
                    let none = try await FixtureBuilder.pack(command + [absent, "--output", format])
                    #expect(none.status == .exited(1))
                    #expect(none.output == "ERROR: unable to find \(kind) '\(absent)' locally or remotely\n")
                }
            }
            let port = try LoopbackPort.free()
            let unreachable = "127.0.0.1:\(port)/\(FixtureBuilder.prefix)/unreachable:1"
            let reason = "registry 127.0.0.1:\(port) is unreachable: connection refused"
            try await DockerEngine().tagImage(FixtureBuilder.name, as: unreachable)
            let human = try await FixtureBuilder.pack(["builder", "inspect", unreachable])
            let json = try await FixtureBuilder.pack(["builder", "inspect", unreachable, "--output", "json"])
            try await DockerEngine().removeImage(unreachable)
            #expect(human.status == .exited(0))
            #expect(try sections(human.output).remote == "ERROR: \(reason)")
            #expect(try sections(human.output).local.hasPrefix("\nDescription: Buildpacks for tests\n"))
            #expect(json.status == .exited(1))
            #expect(json.output == "ERROR: preparing output for '\(unreachable)': \(reason)\n")
            let odd = try await FixtureBuilder.pack(["inspect", "x", "--output", "xml"])
            #expect(odd.status == .exited(1) && odd.output.contains("xml"))
        }

        @Test func ordersOfBuildersAreUnfolded() async throws {
            let name = "\(PrivateRegistry.shared.host)/\(FixtureBuilder.prefix)/inspected:1"
            let created = try await FixtureBuilder.pack([
                "builder", "create", name, "--config", "\(FixtureBuilder.folder)/builder.toml", "--publish",
            ])
            try #require(created.status == .exited(0), "\(created.output)")
            let shown = try await FixtureBuilder.pack(["builder", "inspect", name])
            #expect(try sections(shown.output).remote + "\n" == sections(shown.output).local)
            #expect(
                shown.output.hasSuffix(
                    """

                    Detection Order:
                     └ Group #1:
                        ├ test/suite@2.0.0
                        │  └ Group #1:
                        │     ├ test/features@1.2.0
                        │     └ test/shell@0.1.0       (optional)
                        └ test/suite@2.0.0
                           └ Group #2:
                              └ test/shell@0.1.0

                    """), "\(shown.output)")
            let builder = try await document(["builder", "inspect", name])
            try await DockerEngine().removeImage(name, force: true)
            #expect(builder["builder_name"] as? String == name)
            for place in ["remote_info", "local_info"] {
                let about = try #require(builder[place] as? [String: Any])
                #expect(about["description"] as? String == "Buildpacks for tests")
                let order = try #require(about["detection_order"] as? [[String: Any]])
                let suites = try #require(order[0]["buildpacks"] as? [[String: Any]])
                #expect(suites.map { $0["id"] as? String } == ["test/suite", "test/suite"])
                let second = try #require(suites[1]["buildpacks"] as? [[String: Any]])
                #expect(second.map { $0["id"] as? String } == ["test/shell"])
                #expect((about["run_images"] as? [[String: Any]])?.first?["name"] as? String == FixtureBuilder.runImage)
            }
        }

        @Test func documentsAreWrittenAsYAMLAndTOMLToo() async throws {
            try await BuildScene.with(files) { scene in
                try await scene.loaded()
                let yaml = try await FixtureBuilder.pack(["inspect", scene.image, "-o", "yaml"]).output
                #expect(
                    yaml.hasPrefix("---\nimage_name: \"\(scene.image)\"\nlocal_info:\n  base_image:\n    reference: "))
                #expect(
                    yaml.contains(
                        "\n  buildpacks:\n    - homepage: \"https://example.org/features\"\n      id: \"test/features\"\n"
                    ))
                #expect(yaml.hasSuffix("\nremote_info: null\n"))
                let toml = try await FixtureBuilder.pack(["inspect", scene.image, "-o", "toml"]).output
                #expect(toml.hasPrefix("image_name = \"\(scene.image)\"\n"))
                #expect(toml.contains("\n[[local_info.processes]]\n"), "\(toml)")
            }
        }
    }
}
