import CurlClient
import DockerEngine
import FoundationEssentials
import LinuxSystem
import Logging
import OCIRegistry
import PlatformModel
import TestSupport
import Testing

@testable import PackImageBuilder

/// The real `paastech-pack` with the platform's own builder.
@Suite(.serialized) struct BundledPackTests {
    private let engine = DockerEngine()
    private let fixtures: String
    private let program: String

    init() async throws {
        program = try #require(
            BuiltProduct.path("paastech-pack"), "paastech-pack is not built beside the tests; run make test")
        try #require(
            try await engine.hasImage(Self.builder), "there is no \(Self.builder); run make test, which makes it")
        fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures").path()
    }

    private static let builder = "paastech/builder:bookworm"

    @Test func versionIsTheOneThatIsShown() async throws {
        let told = try await Tool.run(
            ChildCommand(executable: program, arguments: ["version"], environment: ["PATH": "/usr/bin:/bin"]))
        #expect(PackVersion.number(told.output) == PackVersion.bundled)
    }

    @Test func sameSourceGivesTheSameDigest() async throws {
        let scene = try BundledScene(program, source: "\(fixtures)/static-site")
        let first = try await scene.build()
        #expect(first.events.first == .started(tool: "paastech-pack 0.1.0"))
        for line in ["===> ANALYZING", "===> DETECTING", "===> BUILDING", "===> EXPORTING"] {
            #expect(first.events.contains(.output(line)))
        }
        #expect(first.events.contains(.publishing(scene.request.image.tagged(scene.request.commit))))
        let digest = try first.result.get().digest
        let registry = OCIRegistry(host: PrivateRegistry.shared.host, transport: CurlClient())
        let repository = scene.request.image.project.description
        for tag in ["latest", scene.request.commit.tag] {
            #expect(try await registry.manifestDigest(repository, tag)?.description == digest.description)
        }
        let manifest = try #require(try await registry.manifest(repository, "latest").image)
        let configuration = try await registry.configuration(repository, of: manifest)
        #expect(configuration.config?.labels?["io.buildpacks.build.metadata"]?.contains("paastech/static") == true)

        let second = try await scene.build()
        #expect(try second.result.get().digest == digest)
        #expect(second.events.contains { if case .published(let text) = $0 { text.hasPrefix("0 of ") } else { false } })
        try await scene.cleanUp()
    }

    @Test(arguments: [
        (
            "undetected",
            "no buildpack of paastech/builder:bookworm recognises the source in \".\" (pack: lifecycle status 20)"
        ),
        ("broken-build", " failed, see its output above (pack: lifecycle status 51)"),
    ])
    func failureIsASentence(fixture: String, reason: String) async throws {
        let scene = try BundledScene(program, source: "\(fixtures)/\(fixture)")
        let failure = try await scene.build().result.failure
        #expect(failure?.kind == .failed && failure?.stage == .build)
        #expect(failure?.message.hasPrefix("Build failed: ") == true)
        #expect(failure?.message.hasSuffix(reason) == true, "\(failure?.message ?? "it succeeded")")
        try await scene.cleanUp()
    }

    @Test func cancellationLeavesNoContainer() async throws {
        let scene = try BundledScene(program, source: "\(fixtures)/static-site")
        let log = EventLog()
        let task = Task { try await scene.builder.build(scene.request, source: {}) { log.add($0) } }
        try await eventually("the build analyzes") { log.all.contains(.output("===> ANALYZING")) }
        task.cancel()
        let failure = await #expect(throws: BuildFailure.self) { try await task.value }
        #expect(failure?.kind == .canceled)
        let left = try await engine.listContainers(DockerFilters(["network": [BuildLabels.network(scene.project)]]))
        #expect(left.isEmpty)
        try await scene.cleanUp()
    }
}

/// One project built from a fixture.
private final class BundledScene: Sendable {
    let project = ProjectID()
    let request: BuildRequest
    let builder: PackImageBuilder
    private let workspace: TemporaryDirectory

    init(_ program: String, source: String) throws {
        workspace = try TemporaryDirectory("bundled-pack")
        var configuration = PackBuilderConfiguration(
            platform: "bundled-test-\(UInt32.random(in: 0 ... .max))", bundledPack: program)
        configuration.subnets = "10.215.128.0/18"
        builder = PackImageBuilder(configuration, logger: Logger(label: "test"))
        request = try Sample.request(
            registry: PrivateRegistry.shared.host, project: project, export: source, workspace: workspace.path)
    }

    func build() async throws -> (result: Result<BuiltImage, BuildFailure>, events: [BuildEvent]) {
        let log = EventLog()
        do throws(BuildFailure) {
            return (.success(try await builder.build(request, source: {}) { log.add($0) }), log.all)
        } catch {
            return (.failure(error), log.all)
        }
    }

    func cleanUp() async throws {
        try await builder.sweep(except: [])
        for kind in ["build", "launch"] {
            try? await DockerEngine().removeVolume("paastech-\(project)-\(kind)", force: true)
        }
    }
}
