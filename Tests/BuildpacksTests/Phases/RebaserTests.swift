import DockerEngine
import Foundation
import TestSupport
import Testing

extension Builds {
    /// The program `rebaser` (Platform specification, "rebaser").
    @Suite struct Rebasers {
        @Test func anImageOfThePhasesGetsAnotherBase() async throws {
            let run = "\(FixtureBuilder.prefix)/run:rebaser"
            let context = try TemporaryDirectory("cnb-run")
            try Data("FROM \(FixtureBuilder.runImage)\nUSER root\nRUN echo patched >/etc/patched\nUSER app\n".utf8)
                .write(to: URL(filePath: context.file("Dockerfile")))
            let made = try await FixtureBuilder.docker("build", "--network", "none", "--tag", run, context.path)
            try #require(made.status.isSuccess, "\(made.output)\(made.errors)")
            try await PhasePlatform.with(["features": "", "assets.txt": "one"]) { platform in
                try await platform.built()
                func rebase(_ more: [String]) async throws -> Tool.Result {
                    try await platform.run(
                        PhasePlatform.Step(
                            phase: "rebaser",
                            arguments: ["-daemon"] + more + ["-run-image", run, platform.scene.image],
                            isPrivileged: true))
                }
                let refused = try await rebase([])
                #expect(refused.status == .exited(72))
                #expect(refused.errors.contains("is not one the image was made for (paastech/run:bookworm)"))
                let rebased = try await rebase(["-force"])
                #expect(rebased.status == .exited(0), "\(rebased.errors)")
                let image = try await DockerEngine().inspectImage(platform.scene.image)
                #expect(image.created == "1980-01-01T00:00:01Z")
                #expect(rebased.output.contains("Rebased Image: \(image.id)"))
                let patched = try await platform.scene.start(
                    ["--entrypoint", "launcher"], ["--", "cat", "/etc/patched"])
                #expect(patched.output == "patched\n")
                // What one tool has made and another moved is still reused.
                #expect(try await platform.scene.loaded().contains("assets: reused"))
            }
            try await DockerEngine().removeImage(run, force: true)
        }
    }
}
