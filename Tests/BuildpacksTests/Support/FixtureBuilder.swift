import DockerEngine
import FoundationEssentials
import Glibc
import LinuxSystem
import TestSupport
import Testing

/// A builder image of the buildpacks in `Tests/Fixtures/buildpacks`, made by the real program for this test run alone.
enum FixtureBuilder {
    static let prefix = "cnb-test-\(getpid())"
    static let name = "\(prefix)/builder:one"
    static let runImage = "paastech/run:bookworm"
    static let buildImage = "paastech/build:bookworm"

    /// The folder with the buildpacks.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/buildpacks").path()

    /// Runs `paastech-pack` with its environment written out.
    static func pack(
        _ arguments: [String], in directory: String? = nil, environment: [String: String] = [:],
        within limit: Duration = .seconds(120)
    ) async throws -> Tool.Result {
        var command = try command(arguments, in: directory)
        command.environment.merge(environment) { _, new in new }
        return try await Tool.run(command, within: limit)
    }

    static func command(_ arguments: [String], in directory: String? = nil) throws -> ChildCommand {
        let program = try #require(
            BuiltProduct.path("paastech-pack"), "paastech-pack is not built beside the tests; run make test")
        return ChildCommand(
            executable: program, arguments: withPolicy(arguments),
            environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "PACK_VOLUME_KEY": volumeKey],
            workingDirectory: directory)
    }

    /// What the names of default cache volumes are made with.
    static let volumeKey = "tests"

    /// The images of the tests are in no registry: unless a test says otherwise, only what is missing is fetched.
    private static func withPolicy(_ arguments: [String]) -> [String] {
        let fetches = [["build"], ["rebase"], ["builder", "create"], ["buildpack", "package"]]
        guard fetches.contains(where: { arguments.starts(with: $0) }), !arguments.contains("--pull-policy") else {
            return arguments
        }
        return arguments + ["--pull-policy", "if-not-present"]
    }

    /// Runs the `docker` command line.
    static func docker(_ arguments: String..., within limit: Duration = .seconds(60)) async throws -> Tool.Result {
        try await docker(arguments, within: limit)
    }

    static func docker(_ arguments: [String], within limit: Duration = .seconds(60)) async throws -> Tool.Result {
        try await Tool.run(
            ChildCommand(
                executable: "/usr/bin/docker", arguments: arguments,
                environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "DOCKER_BUILDKIT": "0"]),
            within: limit)
    }

    static func make() async throws {
        for image in [buildImage, runImage] {
            try #require(
                try await DockerEngine().hasImage(image), "there is no \(image); run make test, which makes it")
        }
        let made = try await pack(["builder", "create", name, "--config", "\(folder)/builder.toml"])
        try #require(made.status.isSuccess, "\(made.output)\(made.errors)")
    }

    static func remove() async {
        try? await DockerEngine().removeImage(name, force: true)
        // Builds that name no cache leave a volume each.
        let listed = try? await docker("volume", "ls", "--quiet", "--filter", "name=pack-cache-\(prefix)_")
        for volume in listed?.output.split(whereSeparator: \.isNewline) ?? [] {
            try? await DockerEngine().removeVolume(String(volume), force: true)
        }
    }
}

/// Makes the builder before the suites inside and removes it afterwards.
struct FixtureBuilderTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await FixtureBuilder.make()
        do {
            try await function()
        } catch {
            await FixtureBuilder.remove()
            throw error
        }
        await FixtureBuilder.remove()
    }
}

/// The suites that build with the fixture builder, by the real program, dockerd and registry.
@Suite(FixtureBuilderTrait(), .serialized) enum Builds {}
