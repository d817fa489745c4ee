import DockerEngine
import Foundation
import TestSupport
import Testing

extension Builds {
    /// All phases in one container, for builders a platform trusts (Platform specification, "creator").
    @Suite struct Creators {
        private func creator(_ platform: PhasePlatform, _ more: [String] = []) -> [PhasePlatform.Step] {
            [
                PhasePlatform.Step(
                    phase: "creator",
                    arguments: [
                        "-daemon", "-launch-cache", "/launch-cache", "-app", "/workspace", "-cache-dir", "/cache",
                        "-run-image", FixtureBuilder.runImage,
                    ] + more + [platform.scene.image], isPrivileged: true)
            ]
        }

        @Test func oneContainerMakesTheImageOfFive() async throws {
            try await PhasePlatform.with(["features": "", "assets.txt": "one"]) { platform in
                try await platform.built()
                let five = try await DockerEngine().inspectImage(platform.scene.image).id
                let skipping = try await platform.built(creator(platform, ["-skip-restore"]))
                for phase in ["ANALYZING", "DETECTING", "RESTORING", "BUILDING", "EXPORTING"] {
                    #expect(skipping.contains("===> \(phase)\n"))
                }
                #expect(skipping.contains("assets: made") && skipping.contains("store: build number 2\n"))
                let second = try await platform.built(creator(platform, ["-tag", "\(platform.scene.image)-tagged"]))
                #expect(second.contains("assets: reused") && second.contains("kept: build number 2\n"))
                let tagged = "\(platform.scene.image)-tagged"
                let id = try await DockerEngine().inspectImage(tagged).id
                #expect(try await DockerEngine().inspectImage(platform.scene.image).id == id)
                try await DockerEngine().removeImage(tagged, force: true)

                // Without the store of the builds before, it is the first image again.
                try await DockerEngine().removeImage(platform.scene.image, force: true)
                try await platform.built(creator(platform, ["-skip-restore"]))
                #expect(try await DockerEngine().inspectImage(platform.scene.image).id == five)
            }
        }

        @Test func buildpacksAreTheUsersThoughTheCreatorIsRoots() async throws {
            try await PhasePlatform.with(["a": ""]) { platform in
                var platform = platform
                platform.variables = ["BP_HOSTILE": "escape"]
                platform.order = "[[order]]\n[[order.group]]\nid = \"test/hostile\"\nversion = \"6.6.6\"\n"
                let output = try await platform.built(creator(platform))
                #expect(output.contains("tried everything"))
                // The socket is there, in a container of a builder that is trusted, but not the right to use it.
                #expect(!output.contains("wrote to") && !output.contains("has capabilities"))
            }
        }

        @Test func thePhasesStatusIsTheCreators() async throws {
            try await PhasePlatform.with(["a": ""]) { platform in
                let made = try await platform.build(creator(platform))
                #expect(made.status == 20)
                #expect(made.output.contains("ERROR: failed to detect: no buildpacks participating"))
            }
        }
    }
}
