import DockerEngine
import Foundation
import LinuxSystem
import TestSupport
import Testing

extension Builds {
    /// Buildpacks are strangers: each ends with a sentence that names it and what it did.
    @Suite struct HostileBuildpacks {
        private func build(_ mode: String, _ arguments: [String] = []) async throws -> Tool.Result {
            let box = Box()
            try await BuildScene.with(["a": "a"]) { scene in
                box.result = try await scene.publish(
                    ["--buildpack", "test/hostile", "--env", "BP_HOSTILE=\(mode)"] + arguments)
            }
            return try #require(box.result)
        }

        /// Carries the result out of the scene; written once, read after it.
        private final class Box: @unchecked Sendable {
            var result: Tool.Result?
        }

        private static let limits: [(String, [String], String)] = [
            ("endless", ["--timeout", "3"], "the build took longer than 3 s, the limit of its time"),
            ("endless-detect", ["--timeout", "3"], "the build took longer than 3 s, the limit of its time"),
            ("print", [], "the build printed more than 64 MiB, the limit of its output"),
            ("memory", ["--memory", "96"], "the build needed more than 96 MiB, the limit of its memory"),
            (
                "fork", ["--pids-limit", "80", "--timeout", "60"],
                "the build started more than 80 processes, the limit of their number"
            ),
        ]

        @Test(arguments: limits)
        func limitsNameThemselvesAndTheBuildpack(mode: String, arguments: [String], sentence: String) async throws {
            let result = try await build(mode, arguments)
            #expect(result.status == .exited(1))
            let last = result.output.split(whereSeparator: \.isNewline).last ?? ""
            #expect(last == "ERROR: failed to build: \(sentence), in buildpack test/hostile 6.6.6")
        }

        private static let offences: [(String, [String], String, Int)] = [
            ("pipe", [], "/workspace/pipe is a socket, pipe or device", 62),
            ("socket", [], "/workspace/left.sock is a socket, pipe or device", 62),
            ("link", [], "cannot reuse 'test/hostile:stolen'", 62),
            ("label", [], "belongs to the lifecycle; choose another label", 52),
        ]

        @Test(arguments: offences)
        func offencesAreRefused(mode: String, arguments: [String], sentence: String, status: Int) async throws {
            let result = try await build(mode, arguments)
            #expect(result.status == .exited(1))
            #expect(result.output.contains(sentence), "\(result.output)")
            #expect(result.output.contains("test/hostile"))
            #expect(result.output.hasSuffix("executing lifecycle: failed with status code: \(status)\n"))
        }

        @Test func nothingOutsideItsDirectoriesIsInReach() async throws {
            let result = try await build("escape")
            #expect(result.status == .exited(0))
            #expect(result.output.contains("tried everything"))
            for word in ["wrote to", "found the docker socket", "has capabilities"] {
                #expect(!result.output.contains(word), "\(result.output)")
            }
        }

        @Test func whatGoesOnAfterABuildIsEnded() async throws {
            #expect(try await build("straggler").status == .exited(0))
        }

        @Test func aForgedResultIsNoImage() async throws {
            let result = try await build("forge")
            #expect(result.status == .exited(1))
            #expect(result.output.contains("ERROR: failed to build: "))
        }

        @Test func aMalformedDocumentIsNamedWithItsBuildpack() async throws {
            let result = try await build(
                "document", ["--env", "BP_DOCUMENT=layer.toml", "--env", "BP_TEXT=[types]\nlaunch = 1\n"])
            #expect(result.status == .exited(1))
            let sentence = "test/hostile: layer.toml:2:10: \"types.launch\" must be true or false, it is an integer"
            #expect(result.output.contains(sentence), "\(result.output)")
            #expect(result.output.contains("failed with status code: 52"))
        }
    }
}
