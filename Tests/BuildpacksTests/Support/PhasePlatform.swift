import DockerEngine
import Foundation
import TestSupport
import Testing

/// A platform that starts the phases as upstream's `pack` does for a builder it does not trust: five containers, of
/// which those that speak to the daemon are root's and never run a buildpack.
struct PhasePlatform: Sendable {
    /// One step of a build.
    struct Step: Sendable {
        let phase: String
        let arguments: [String]
        /// Whether the step gets root and the daemon's socket.
        let isPrivileged: Bool
    }

    static let user = "1000"
    static let volumes = ["layers", "workspace", "cache", "launch-cache"]

    let scene: BuildScene
    var builder = FixtureBuilder.name
    var platformAPI = "0.13"
    /// Build variables, in `<platform>/env`.
    var variables: [String: String] = [:]
    /// The order in place of the builder's.
    var order: String?
    /// The run image in a registry, for builds into it; nil for builds into the daemon.
    var publishedRunImage: String?
    /// Variables of the steps that read and write images, and directories they see.
    var credentials: [String: String] = [:]
    var directories: [String] = []
    /// Who starts those steps.
    var user = "root"

    init(_ scene: BuildScene) { self.scene = scene }

    /// Name of a volume of this scene. The build cache is the one `paastech-pack` is given.
    func volume(_ name: String) -> String { name == "cache" ? scene.volume : "\(scene.volume)-\(name)" }

    private func mounts(_ names: [String]) -> [String] { names.flatMap { ["--volume", "\(volume($0)):/\($0)"] } }

    var runImage: String { publishedRunImage ?? FixtureBuilder.runImage }

    /// The same platform building into the registry of the image's name.
    func publishing() async throws -> PhasePlatform {
        var other = self
        let run = "\(scene.registry.host)/\(FixtureBuilder.prefix)/run:one"
        try await DockerEngine().tagImage(FixtureBuilder.runImage, as: run)
        _ = try await DockerEngine().pushImage(run)
        try await DockerEngine().removeImage(run)
        other.publishedRunImage = run
        return other
    }

    /// The steps of a build, with the flags and in the order that `pack` 0.39 gives them.
    func steps(skipsLayers: Bool = false, processType: String? = nil, previous: String? = nil) -> [Step] {
        let daemon = publishedRunImage == nil ? ["-daemon"] : []
        let launchCache = publishedRunImage == nil ? ["-launch-cache", "/launch-cache"] : []
        let skip = skipsLayers ? ["-skip-layers"] : []
        let run = ["-run", "/layers/run.toml"]
        let before = previous.map { ["-previous-image", $0] } ?? []
        let process = processType.map { ["-process-type", $0] } ?? []
        return [
            Step(
                phase: "analyzer",
                arguments: ["-log-level", "debug"] + daemon + run + ["-run-image", runImage] + before
                    + launchCache + skip + [scene.image], isPrivileged: true),
            Step(phase: "detector", arguments: ["-app", "/workspace", "-log-level", "debug"], isPrivileged: false),
            Step(phase: "restorer", arguments: daemon + ["-cache-dir", "/cache"] + skip, isPrivileged: true),
            Step(phase: "builder", arguments: ["-app", "/workspace"], isPrivileged: false),
            Step(
                phase: "exporter",
                arguments: daemon + launchCache + ["-app", "/workspace", "-cache-dir", "/cache"]
                    + run + process + [scene.image], isPrivileged: true),
        ]
    }

    /// Runs one step in a container of its own.
    func run(_ step: Step) async throws -> Tool.Result {
        let environment = try TemporaryDirectory("cnb-platform")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: environment.path)
        try FileManager.default.createDirectory(
            atPath: environment.file("env"), withIntermediateDirectories: true)
        for (name, value) in variables {
            try Data(value.utf8).write(to: URL(filePath: environment.file("env/\(name)")))
        }
        let network = publishedRunImage == nil ? "none" : "host"
        var arguments = ["run", "--rm", "--network", network, "--entrypoint", ""]
        arguments += ["--env", "CNB_PLATFORM_API=\(platformAPI)", "--volume", "\(environment.path):/platform:ro"]
        if step.isPrivileged {
            arguments += ["--user", user]
            if publishedRunImage == nil { arguments += ["--volume", "/var/run/docker.sock:/var/run/docker.sock"] }
            arguments += credentials.flatMap { ["--env", "\($0.key)=\($0.value)"] }
            arguments += directories.flatMap { ["--volume", "\($0):\($0):ro"] } + mounts(Self.volumes)
        } else {
            arguments += ["--security-opt", "no-new-privileges=true"] + mounts(["layers", "workspace"])
        }
        return try await FixtureBuilder.docker(
            arguments + [builder, "/cnb/lifecycle/\(step.phase)"] + step.arguments, within: .seconds(120))
    }

    /// Runs a whole build; ends with the first step that fails. The output is that of all steps.
    func build(_ steps: [Step]? = nil) async throws -> (status: Int32, output: String) {
        try await prepare()
        var output = ""
        for step in steps ?? self.steps() {
            let result = try await run(step)
            output += result.output + result.errors
            guard case .exited(let code) = result.status else {
                Issue.record("\(step.phase) ended by \(result.status)")
                return (-1, output)
            }
            if code != 0 { return (code, output) }
        }
        return (0, output)
    }

    /// Builds and requires success.
    @discardableResult
    func built(_ steps: [Step]? = nil) async throws -> String {
        let made = try await build(steps)
        try #require(made.status == 0, "\(made.output)")
        return made.output
    }

    /// Fresh volumes with the source and the files a platform writes, owned as `pack` has it.
    func prepare() async throws {
        for name in ["layers", "workspace"] { try? await DockerEngine().removeVolume(volume(name), force: true) }
        let files = try TemporaryDirectory("cnb-files")
        let run = "[[images]]\nimage = \"\(runImage)\"\n"
        try Data(run.utf8).write(to: URL(filePath: files.file("run.toml")))
        if let order { try Data(order.utf8).write(to: URL(filePath: files.file("order.toml"))) }
        let script = """
            cp -r /files/. /layers && cp -r /source/. /workspace && chown -R \(Self.user):\(Self.user) /workspace \
            && chmod 777 /workspace
            """
        let arguments =
            ["run", "--rm", "--network", "none", "--user", "root", "--entrypoint", "/bin/sh"]
            + ["--volume", "\(files.path):/files:ro", "--volume", "\(scene.source.path):/source:ro"]
            + mounts(["layers", "workspace"]) + [builder, "-c", script]
        let made = try await FixtureBuilder.docker(arguments)
        try #require(made.status.isSuccess, "\(made.output)\(made.errors)")
    }

    /// What a command prints that sees all volumes.
    func look(_ script: String) async throws -> String {
        try await FixtureBuilder.docker(
            ["run", "--rm", "--network", "none", "--user", "root", "--entrypoint", "/bin/sh"] + mounts(Self.volumes)
                + [builder, "-c", script]
        ).output
    }

    /// Removes the volumes; the scene removes its image and the build cache.
    func cleanUp() async {
        for name in Self.volumes { try? await DockerEngine().removeVolume(volume(name), force: true) }
    }

    /// Runs `body` on a platform of a fresh application.
    static func with(
        _ files: [String: String], _ body: @Sendable (PhasePlatform) async throws -> Void
    ) async throws {
        try await BuildScene.with(files) { scene in
            let platform = PhasePlatform(scene)
            do {
                try await body(platform)
            } catch {
                await platform.cleanUp()
                throw error
            }
            await platform.cleanUp()
        }
    }
}
