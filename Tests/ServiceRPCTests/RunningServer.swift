import Logging
import PlatformModel
import ServiceLifecycle
import ServiceRPC
import TestSupport

/// A server on a fresh unix socket for the time of the body.
func withServer(
    _ engine: RecordedEngine, _ body: @Sendable (RPCEndpoint, ServiceGroup) async throws -> Void
) async throws {
    let directory = try TemporaryDirectory("rpc")
    try await withServer([.pomegranate(engine, classic: .forTests)], at: .unixSocket(path: directory.file("s")), body)
    withExtendedLifetime(directory) {}
}

func withServer(
    _ services: [RPCService], at endpoint: RPCEndpoint,
    _ body: @Sendable (RPCEndpoint, ServiceGroup) async throws -> Void
) async throws {
    let logger = Logger(label: "test")
    let server = RPCServer(endpoint: endpoint, services: services, logger: logger)
    let group = ServiceGroup(services: [server], logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        try await body(try await server.listeningEndpoint(), group)
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

extension ClassicDeployment {
    static let digest = "sha256:" + String(repeating: "a", count: 64)

    /// Pins every tag to the same digest; every deployment is number 5.
    static let forTests = ClassicDeployment(
        domain: "example.org",
        pin: { reference in "\(reference.split(separator: ":").dropLast().joined(separator: ":"))@\(digest)" },
        nextNumber: { _ in 5 })
}
