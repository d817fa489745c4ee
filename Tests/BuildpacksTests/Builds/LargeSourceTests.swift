import Foundation
import TestSupport
import Testing

extension Builds {
    /// Sources with so many files that their directory stays between builds.
    @Suite struct LargeSources {
        /// Meddles with the source in all the ways that must not show in the next build.
        private static let meddler = """
            [_]
            schema-version = "0.2"

            [[io.buildpacks.group]]
            id = "app/meddler"

              [io.buildpacks.group.script]
              api = "0.10"
              shell = "/bin/bash"
              inline = '''
            echo "inode of steady: $(stat -c %i dir1/steady)"
            echo "changed is: $(cat changed)"
            echo "strangers: $(ls -d left-over dir2/left-over 2>/dev/null | wc -l)"
            echo "mode of tool: $(stat -c %a tool)"
            printf XXXXX > changed
            rm removed
            ln dir1/1 dir1/second-name
            mkdir left-over && touch left-over/file dir2/left-over
            mv dir3 moved && ln -s /etc dir3
            '''
            """

        private static func makeSource(of scene: BuildScene) throws {
            for directory in 1...3 {
                for number in 0..<400 {
                    try scene.write("file \(directory) \(number)", to: "dir\(directory)/\(number)")
                }
            }
            for name in ["changed", "removed", "dir1/steady", "tool"] { try scene.write("first", to: name) }
            try FileManager.default.createSymbolicLink(
                atPath: scene.source.file("link"), withDestinationPath: "dir1/steady")
        }

        private static func fact(_ name: String, in output: String) throws -> String {
            let line = try #require(
                output.split(whereSeparator: \.isNewline).first { $0.contains("\(name): ") }, "\(output)")
            return String(line[try #require(line.range(of: "\(name): ")).upperBound...])
        }

        private static func layers(_ scene: BuildScene) async throws -> [String] {
            try await scene.manifest().layers.map { $0.digest.description }
        }

        @Test func theImageIsTheSameWhateverWasKept() async throws {
            try await BuildScene.with([:]) { scene in
                let descriptor = try TemporaryDirectory("descriptor")
                try Data(Self.meddler.utf8).write(to: URL(filePath: descriptor.file("project.toml")))
                let arguments = ["--descriptor", descriptor.file("project.toml")]
                let kept = arguments + ["--cache", "type=launch;format=volume;name=\(scene.volume)-launch"]
                try Self.makeSource(of: scene)

                try await scene.published(arguments)
                let plain = try await Self.layers(scene)
                let first = try await scene.published(kept)
                #expect(try await Self.layers(scene) == plain)
                let second = try await scene.published(kept)
                #expect(try await Self.layers(scene) == plain)
                for output in [first, second] {
                    #expect(try Self.fact("changed is", in: output) == "first")
                    #expect(try Self.fact("strangers", in: output) == "0")
                }
                // Not written again.
                #expect(
                    try Self.fact("inode of steady", in: first) == Self.fact("inode of steady", in: second))

                try scene.write("other", to: "changed")
                try FileManager.default.removeItem(atPath: scene.source.file("dir2"))
                try scene.write("a file now", to: "dir2")
                try FileManager.default.removeItem(atPath: scene.source.file("dir1/7"))
                try FileManager.default.setAttributes(
                    [.posixPermissions: 0o755], ofItemAtPath: scene.source.file("tool"))
                let third = try await scene.published(kept)
                let changed = try await Self.layers(scene)
                #expect(try Self.fact("changed is", in: third) == "other")
                #expect(try Self.fact("mode of tool", in: third) == "755")
                try await scene.published(arguments)
                #expect(try await Self.layers(scene) == changed)
                #expect(changed != plain)

                try await scene.published(kept + ["--clear-cache"])
                #expect(try await Self.layers(scene) == changed)
                _ = try await FixtureBuilder.docker("volume", "rm", "\(scene.volume)-launch")
            }
        }
    }
}
