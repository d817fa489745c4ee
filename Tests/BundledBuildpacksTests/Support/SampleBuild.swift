import LinuxSystem
import TestSupport

/// One application, built by one buildpack in the build image and run on the run image, without network while it builds.
///
/// Workspace and layers are Docker volumes, so that a second build finds the layers of the first. Whoever makes one calls
/// ``remove()``.
struct SampleBuild {
    static let buildImage = "paastech/build:bookworm"
    static let runImage = "paastech/run:bookworm"

    let buildpack: String
    private let name: String
    private var workspace: String { "\(name)-workspace" }
    private var layers: String { "\(name)-layers" }
    /// The buildpack's layers directory in both containers.
    var layersDirectory: String { "/layers/paastech_\(buildpack)" }

    /// Copies the fixture into a fresh workspace.
    init(_ fixture: String, buildpack: String) async throws {
        self.buildpack = buildpack
        name = "bundled-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        try await Docker.run(
            "run", "--rm", "--network", "none", "--user", "0", "--volume", "\(workspace):/workspace", "--volume",
            "\(layers):/layers", "--mount", "type=bind,source=\(Project.fixture(fixture)),target=/source,readonly",
            Self.buildImage,
            "sh", "-c", "cp -r /source/. /workspace && chown -R 1000:1000 /workspace /layers")
    }

    /// Runs a shell script in the workspace, to change the application between builds.
    func change(_ script: String) async throws {
        try await Docker.run(
            "run", "--rm", "--network", "none", "--volume", "\(workspace):/workspace", "--workdir", "/workspace",
            Self.buildImage, "bash", "-euc", script)
    }

    /// Runs `bin/build` as the lifecycle would.
    func build(variables: [String] = []) async throws -> Tool.Result {
        let place = layersDirectory
        let environment =
            [
                "CNB_LAYERS_DIR=\(place)", "CNB_PLATFORM_DIR=/platform", "CNB_BP_PLAN_PATH=/dev/null",
                "CNB_BUILDPACK_DIR=/buildpack", "CNB_TARGET_OS=linux", "CNB_TARGET_ARCH=amd64",
            ] + variables
        return try await Docker.attempt(
            [
                "run", "--rm", "--network", "none", "--volume", "\(workspace):/workspace", "--volume",
                "\(layers):/layers",
                "--mount", "type=bind,source=\(Project.buildpack(buildpack)),target=/buildpack,readonly", "--workdir",
                "/workspace",
            ] + environment.flatMap { ["--env", $0] } + [
                Self.buildImage, "bash", "-euc", "mkdir -p \(place); exec /buildpack/bin/build",
            ])
    }

    /// Starts a command on the run image, as locked down as a deployment is.
    func launch(_ command: [String], environment: [String] = []) async throws -> RunningSample {
        let result = try await Docker.attempt(
            [
                "run", "--detach", "--name", name, "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
                "--volume", "\(workspace):/workspace", "--volume", "\(layers):/layers:ro", "--workdir", "/workspace",
                "--env", "PORT=80",
            ] + environment.flatMap { ["--env", $0] } + [Self.runImage] + command)
        guard result.status.isSuccess else { throw Docker.Failure(description: result.errors) }
        let address = try await Docker.run(
            "inspect", "--format", "{{ range .NetworkSettings.Networks }}{{ .IPAddress }}{{ end }}", name)
        return RunningSample(container: name, address: address)
    }

    func remove() async {
        _ = try? await Docker.attempt(["rm", "--force", name])
        _ = try? await Docker.attempt(["volume", "rm", "--force", workspace, layers])
    }
}

/// Makes a sample, hands it to `body` and removes it, whatever happens.
func withSample(
    _ fixture: String, buildpack: String, _ body: (SampleBuild) async throws -> Void
) async throws {
    let sample = try await SampleBuild(fixture, buildpack: buildpack)
    do {
        try await body(sample)
    } catch {
        await sample.remove()
        throw error
    }
    await sample.remove()
}
