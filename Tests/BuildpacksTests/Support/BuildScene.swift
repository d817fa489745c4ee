import Crypto
import CurlClient
import DockerEngine
import Foundation
import LinuxSystem
import OCIRegistry
import TestSupport
import Testing

/// One application: its source, its image's name, and what it left in the daemon.
final class BuildScene: Sendable {
    let source: TemporaryDirectory
    /// Name of the image within a registry or the daemon.
    let repository = "\(FixtureBuilder.prefix)/app-\(UInt32.random(in: 0 ... .max))"
    var image: String { "\(registry.host)/\(repository):latest" }
    var volume: String { repository.replacing("/", with: "-") }
    /// The volume `pack` takes where no cache is named, written down from its source.
    var defaultVolume: String {
        let digest = SHA256.hash(data: Data((image + FixtureBuilder.volumeKey).utf8)).prefix(6)
        let hex = digest.map { String(format: "%02x", $0) }.joined()
        return "pack-cache-\(repository.replacing("/", with: "_"))_latest-\(hex).build"
    }
    let registry = OCIRegistry(host: PrivateRegistry.shared.host, transport: CurlClient())

    private init(_ files: [String: String]) throws {
        source = try TemporaryDirectory("cnb-source")
        for (name, text) in files { try write(text, to: name) }
    }

    /// Runs `body` on a fresh application and removes everything of it from the daemon.
    static func with(
        _ files: [String: String], _ body: @Sendable (BuildScene) async throws -> Void
    ) async throws {
        let scene = try BuildScene(files)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(scene))
        } catch {
            result = .failure(error)
        }
        await scene.cleanUp()
        try result.get()
    }

    func write(_ text: String, to name: String) throws {
        let file = URL(filePath: source.file(name))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    var buildArguments: [String] { ["build", image, "--path", source.path, "--builder", FixtureBuilder.name] }

    /// Builds into the registry.
    func publish(_ arguments: [String] = [], within limit: Duration = .seconds(120)) async throws -> Tool.Result {
        try await FixtureBuilder.pack(buildArguments + ["--publish"] + arguments, within: limit)
    }

    /// Builds into the registry with a named cache and requires success.
    @discardableResult
    func published(_ arguments: [String] = []) async throws -> String {
        let made = try await publish(["--cache", "type=build;format=volume;name=\(volume)"] + arguments)
        try #require(made.status == .exited(0), "\(made.output)\(made.errors)")
        return made.output
    }

    /// Builds into the daemon and requires success.
    @discardableResult
    func loaded(_ arguments: [String] = []) async throws -> String {
        let made = try await FixtureBuilder.pack(buildArguments + arguments)
        try #require(made.status == .exited(0), "\(made.output)\(made.errors)")
        return made.output
    }

    /// Starts a container of the image and gives what it printed.
    func start(_ options: [String] = [], _ arguments: [String] = []) async throws -> Tool.Result {
        try await FixtureBuilder.docker(["run", "--rm", "--network", "none"] + options + [image] + arguments)
    }

    /// Brings the published image into the daemon, to be started.
    func pull() async throws { try await DockerEngine().pullImage(image) }

    func manifest() async throws -> ImageManifest {
        try #require(try await registry.manifest(repository, "latest").image)
    }

    func configuration() async throws -> ImageConfiguration {
        try await registry.configuration(repository, of: try await manifest())
    }

    /// The label's JSON as a dictionary.
    func label(_ name: String) async throws -> [String: Any] {
        let text = try #require(try await configuration().config?.labels?[name])
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    /// What the image says of its run image, by digest.
    func runImageReference() async throws -> String? {
        let run = try await label("io.buildpacks.lifecycle.metadata")["runImage"] as? [String: Any]
        return run?["reference"] as? String
    }

    /// The run image of the daemon as the registry has it.
    func reference(ofRunImage id: String) async throws -> String {
        let repository = "io.buildpacks/run-images"
        let digest = try await registry.manifestDigest(repository, String(id.dropFirst("sha256:".count)))
        return "\(registry.host)/\(repository)@\(try #require(digest))"
    }

    private func cleanUp() async {
        try? await DockerEngine().removeImage(image, force: true)
        for name in [volume, defaultVolume] { try? await DockerEngine().removeVolume(name, force: true) }
    }
}
