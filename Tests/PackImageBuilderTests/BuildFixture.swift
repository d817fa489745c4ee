import DockerEngine
import FoundationEssentials
import Glibc
import Logging
import OCIRegistry
import PlatformModel
import Synchronization
import TestSupport
import Testing

@testable import PackImageBuilder

/// Builds against the real daemon and a real registry, with a scripted program in `pack`'s place.
///
/// Upstream `pack` comes from no package archive, and most of what is tested here it does only when it is killed or goes
/// wrong. The script makes by the `docker` command line what `pack` makes by the API.
enum BuildFixture {
    static let engine = DockerEngine()
    static let prefix = "pack-test-\(getpid())"
    static let probe = "\(prefix)/run:one"
    static let builder = "\(prefix)/builder:one"
    static let registry = PrivateRegistry.shared.host

    static func makeImages() async throws {
        let archive = try ProbeImage.archive.get()
        try await engine.importImage(.file(path: archive), as: probe, changes: [#"ENTRYPOINT ["/probe"]"#])
        let metadata = #"{"stack":{"runImage":{"image":"\#(probe)"}},"lifecycle":{"version":"0.20.5"}}"#
        let escaped = metadata.replacing("\"", with: "\\\"")
        try await engine.importImage(
            .file(path: archive), as: builder, changes: ["LABEL \(BuilderMetadata.label)=\"\(escaped)\""])
    }

    static func removeImages() async {
        let local = (try? LocalBuilderName.name(for: builder)) ?? ""
        for name in [probe, builder, local] { try? await engine.removeImage(name, force: true) }
    }
}

/// Makes the images before the suites inside and removes them afterwards.
struct BuildImagesTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await BuildFixture.makeImages()
        do {
            try await function()
        } catch {
            await BuildFixture.removeImages()
            throw error
        }
        await BuildFixture.removeImages()
    }
}

/// The suites that share these images.
@Suite(BuildImagesTrait()) enum WithBuildImages {}

/// One project with its own script, workspace and platform id.
final class BuildScene: Sendable {
    let project = ProjectID()
    let directory: String
    let configuration: PackBuilderConfiguration
    let request: BuildRequest

    /// - Parameter script: what the program does, in the shell's language; `$IMAGE`, `$TAG`, `$NETWORK` and `$PROBE` are set.
    init(
        _ script: String, builder: String = BuildFixture.builder, registry: String = BuildFixture.registry,
        change: (inout PackBuilderConfiguration) -> Void = { _ in }
    ) throws {
        directory = "/tmp/\(BuildFixture.prefix)-\(UInt32.random(in: 0 ... .max))"
        for name in ["source", "workspace"] {
            try FileManager.default.createDirectory(
                atPath: "\(directory)/\(name)", withIntermediateDirectories: true)
        }
        var configuration = PackBuilderConfiguration(
            platform: "\(BuildFixture.prefix)-\(UInt32.random(in: 0 ... .max))",
            bundledPack: "/nonexistent/paastech-pack")
        configuration.pack = "\(directory)/pack"
        configuration.lifecycleImage = BuildFixture.probe
        configuration.fetchesImages = false
        configuration.subnets = "10.215.0.0/18"
        change(&configuration)
        self.configuration = configuration
        request = try Sample.request(
            registry: registry, project: project, export: "\(directory)/source",
            workspace: "\(directory)/workspace", configuration: .init(builder: builder))
        try Self.write(script, to: "\(directory)/pack")
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    var network: String { BuildLabels.network(project) }
    var builder: PackImageBuilder { PackImageBuilder(configuration, logger: Logger(label: "test")) }

    private static func write(_ script: String, to path: String) throws {
        let text = """
            #!/bin/sh
            [ "$1" = version ] && { echo 0.39.1+git-test; exit 0; }
            IMAGE=$2 TAG=$4 PROBE=\(BuildFixture.probe) NETWORK=
            while [ $# -gt 0 ]; do
              [ "$1" = --network ] && NETWORK=$2
              shift
            done
            \(script)
            """
        try Data(text.utf8).write(to: URL(filePath: path))
        chmod(path, 0o755)
    }

    /// Builds, and tells what was reported.
    func build() async -> (result: Result<BuiltImage, BuildFailure>, events: [BuildEvent]) {
        let log = EventLog()
        do throws(BuildFailure) {
            let image = try await builder.build(request, source: {}) { log.add($0) }
            return (.success(image), log.all)
        } catch {
            return (.failure(error), log.all)
        }
    }

    /// Removes what the scene made in the daemon.
    func cleanUp() async throws {
        try await builder.sweep(except: [])
        for name in [request.image.latest, request.image.tagged(request.commit)] {
            try? await BuildFixture.engine.removeImage(name, force: true)
        }
    }
}

/// Collects what a build reports.
final class EventLog: Sendable {
    private let events = Mutex<[BuildEvent]>([])
    var all: [BuildEvent] { events.withLock { $0 } }
    func add(_ event: BuildEvent) { events.withLock { $0.append(event) } }
}

extension Result where Failure == BuildFailure {
    var failure: BuildFailure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
