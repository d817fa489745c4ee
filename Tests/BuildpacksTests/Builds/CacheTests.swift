import DockerEngine
import Foundation
import OCIRegistry
import TestSupport
import Testing

extension Builds {
    /// Where layers are kept for the next build: volumes, directories and images.
    @Suite struct Caches {
        private let files = ["features": "", "assets.txt": "one"]

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

        /// Without `--cache` a volume by `pack`'s own name.
        @Test func aVolumeOfTheImagesOwnIsTheDefault() async throws {
            try await BuildScene.with(files) { scene in
                try await scene.loaded()
                #expect(try await DockerEngine().inspectVolume(scene.defaultVolume).name == scene.defaultVolume)
                let second = try await scene.publish()
                #expect(second.output.contains("Restoring data for \"test/features:kept\" from cache"))
                #expect(second.output.contains("kept: build number 2"))
                let unnamed = try await scene.publish(["--cache", "type=build;format=volume"])
                #expect(unnamed.output.contains("kept: build number 3"))
                let cleared = try await scene.publish(["--clear-cache"])
                #expect(cleared.output.contains("kept: build number 1"), "\(cleared.output)")
                // A failed build takes away what it made alone, an earlier build's cache stays.
                let failed = try await scene.publish(["--default-process", "nothing"])
                #expect(failed.status == .exited(1))
                #expect(try await scene.publish().output.contains("kept: build number 3"))
            }
        }

        /// The key is remembered where `pack` remembers it; where there is no such place, the build goes on without.
        @Test func keysOfVolumesAreRemembered() async throws {
            try await BuildScene.with(files) { scene in
                let home = try TemporaryDirectory("cnb-pack-home")
                let environment = ["PACK_VOLUME_KEY": "", "PACK_HOME": home.file("made")]
                var volume = ""
                for number in [1, 2] {
                    let made = try await FixtureBuilder.pack(
                        scene.buildArguments + ["--verbose"], environment: environment)
                    #expect(made.output.contains("kept: build number \(number)"), "\(made.output)")
                    let line = made.output.split(whereSeparator: \.isNewline).first {
                        $0.hasPrefix("Using build cache volume '")
                    }
                    volume = String(try #require(line).split(separator: "'")[1])
                }
                try await DockerEngine().removeVolume(volume, force: true)
                let keys = try String(contentsOfFile: home.file("made/volume-keys.toml"), encoding: .utf8)
                let pattern = try Regex("\\[volume-keys\\]\n\"\(scene.image)\" = \"[a-z]{20}\"\n")
                #expect(keys.wholeMatch(of: pattern) != nil, "\(keys)")
                let nowhere = try await FixtureBuilder.pack(
                    scene.buildArguments, environment: ["PACK_VOLUME_KEY": ""])
                #expect(nowhere.status == .exited(0))
                #expect(nowhere.output.contains("Warning: nothing is kept for the next build"), "\(nowhere.output)")
            }
        }
    }
}
