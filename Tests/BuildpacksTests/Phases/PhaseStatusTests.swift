import DockerEngine
import TestSupport
import Testing

extension Builds {
    /// How the phases fail (Platform specification, "Exit Code" of each).
    @Suite struct PhaseStatuses {
        private static func order(_ buildpack: String, _ version: String) -> String {
            "[[order]]\n[[order.group]]\nid = \"\(buildpack)\"\nversion = \"\(version)\"\n"
        }

        private static let failures: [(Int32, [String: String], String?, String)] = [
            (20, [:], order("test/plan-a", "0.1.0"), "failed to detect: no buildpacks participating"),
            (21, ["STATUS_A": "1"], order("test/plan-a", "0.1.0"), "failed to detect: buildpack(s) failed with err"),
            (22, [:], order("test/nobody", "1"), "failed to detect: buildpack test/nobody@1 is not in this builder"),
            (
                51, ["BP_HOSTILE": "document", "BP_DOCUMENT": "missing/x.toml", "BP_TEXT": "x"],
                order("test/hostile", "6.6.6"),
                "failed to build: buildpack test/hostile 6.6.6 failed with exit status 1"
            ),
            (
                52, ["BP_HOSTILE": "document", "BP_DOCUMENT": "x.toml", "BP_TEXT": "types = 7"],
                order("test/hostile", "6.6.6"), "failed to build: test/hostile: x.toml:1:9: \"types\" must be a table"
            ),
            (62, ["BP_HOSTILE": "link"], order("test/hostile", "6.6.6"), "cannot reuse 'test/hostile:stolen'"),
            (62, ["BP_HOSTILE": "pipe"], order("test/hostile", "6.6.6"), "/workspace/pipe is a socket, pipe or device"),
        ]

        @Test(arguments: failures)
        func failuresHaveTheirStatus(
            status: Int32, variables: [String: String], order: String?, sentence: String
        ) async throws {
            try await PhasePlatform.with(["a": ""]) { platform in
                var platform = platform
                platform.variables = variables
                platform.order = order
                let made = try await platform.build()
                #expect(made.status == status, "\(made.output)")
                #expect(made.output.contains("ERROR: ") && made.output.contains(sentence), "\(made.output)")
                #expect(try await !DockerEngine().hasImage(platform.scene.image))
            }
        }

        @Test func anUnknownProcessTypeFailsTheExport() async throws {
            try await PhasePlatform.with(["features": "", "assets.txt": "one"]) { platform in
                let made = try await platform.build(platform.steps(processType: "nope"))
                #expect(made.status == 62)
                #expect(
                    made.output.contains("tried to set nope to default but it doesn't exist; process types: task, web"))
            }
        }

        private static let refusals: [(String, [String], String, Int32, String)] = [
            (
                "analyzer", ["-daemon", "x"], "0.3", 11,
                "platform API version '0.3' is not supported; supported are 0.10,"
            ),
            ("analyzer", ["-daemon"], "0.12", 3, "expected the name of an image, got 0 words"),
            (
                "analyzer", ["-tag", "other.example/x", "registry.example/x"], "0.12", 3,
                "\"other.example/x\" is not in registry.example, the registry of \"registry.example/x\""
            ),
            ("analyzer", ["-daemon", "A B"], "0.12", 3, "\"A B\" is no image reference"),
            (
                "exporter", ["-daemon", "-cache-image", "c", "x"], "0.12", 3,
                "-cache-image is given: cache images are not"
            ),
            (
                "restorer", ["-build-image", "b"], "0.12", 3,
                "-build-image is given: image extensions are not supported"
            ),
            ("detector", ["-daemon"], "0.12", 3, "the detector has no flag -daemon"),
            ("builder", ["-log-level", "loud"], "0.12", 3, "the log level is \"loud\"; expected debug, info, warn or"),
            ("restorer", ["-gid", "users"], "0.12", 3, "gid is \"users\"; expected a number"),
            (
                "analyzer", ["-daemon", "-run-image", "no/such:image", "x"], "0.12", 32,
                "run image \"no/such:image\" is not"
            ),
            (
                "detector", [], "0.12", 22,
                "/layers/analyzed.toml is missing; the phase that writes it has to run before"
            ),
            ("rebaser", ["-daemon", FixtureBuilder.runImage], "0.12", 72, "was not made from buildpacks"),
        ]

        @Test(arguments: refusals)
        func whatCannotBeDoneIsNamed(
            phase: String, arguments: [String], api: String, status: Int32, sentence: String
        ) async throws {
            try await PhasePlatform.with(["a": ""]) { platform in
                var platform = platform
                platform.platformAPI = api
                let step = PhasePlatform.Step(phase: phase, arguments: arguments, isPrivileged: true)
                let result = try await platform.run(step)
                #expect(result.status == .exited(status), "\(result.errors)")
                #expect(
                    result.errors.hasPrefix("ERROR: failed to ") && result.errors.contains(sentence), "\(result.errors)"
                )
            }
        }

        @Test func aDaemonThatIsNotThereIsNamed() async throws {
            try await PhasePlatform.with(["a": ""]) { platform in
                let result = try await FixtureBuilder.docker([
                    "run", "--rm", "--network", "none", "--user", "root", "--entrypoint", "", "--env",
                    "CNB_PLATFORM_API=0.12", platform.builder, "/cnb/lifecycle/analyzer", "-daemon", "x",
                ])
                #expect(result.status == .exited(32))
                #expect(
                    result.errors.contains(
                        "cannot reach the Docker daemon at /var/run/docker.sock: no such file or directory"))
            }
        }
    }
}
