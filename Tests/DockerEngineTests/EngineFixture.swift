import DockerEngine
import Glibc
import TestSupport
import Testing

/// Everything these tests make carries the run's own name.
enum EngineFixture {
    static let engine = DockerEngine()
    static let prefix = "engine-test-\(getpid())"
    static let image = "\(prefix):probe"
    static let label = "test.docker-engine"

    static func name() -> String { "\(prefix)-\(UInt32.random(in: 0 ... .max))" }

    /// Creates the container, hands it over and removes it.
    static func withContainer<Value>(
        _ command: [String], change: (inout ContainerSpecification) -> Void = { _ in },
        _ body: (String) async throws -> Value
    ) async throws -> Value {
        var specification = ContainerSpecification(name: name(), image: image)
        specification.config.command = command
        specification.config.labels = [label: prefix]
        specification.host.networkMode = "none"
        change(&specification)
        let id = try await engine.createContainer(specification)
        do {
            let value = try await body(id)
            try await engine.removeContainer(id, force: true)
            return value
        } catch {
            try? await engine.removeContainer(id, force: true)
            throw error
        }
    }
}

/// Imports the probe image before a suite and removes it afterwards.
struct ProbeImageTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        let engine = EngineFixture.engine
        try await engine.importImage(
            .file(path: ProbeImage.archive.get()), as: EngineFixture.image,
            changes: [#"ENTRYPOINT ["/probe"]"#, "LABEL \(EngineFixture.label)=\(EngineFixture.prefix)"])
        try await function()
        try await engine.removeImage(EngineFixture.image, force: true)
    }
}

extension Trait where Self == ProbeImageTrait {
    static var probeImage: ProbeImageTrait { ProbeImageTrait() }
}
