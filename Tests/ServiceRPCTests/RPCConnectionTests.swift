import Glibc
import LinuxSystem
import Logging
import PlatformModel
import ServiceLifecycle
import TestSupport
import Testing

@testable import ServiceRPC

/// One connection for all calls of a process: over restarts of the service, with every call's own deadline.
@Suite struct RPCConnectionTests {
    private let project = ProjectID()

    @Test func allCallsShareTheConnection() async throws {
        let project = project
        let loopback = RPCEndpoint.loopback(host: "127.0.0.1", port: 0)
        try await withServer([.pomegranate(RecordedEngine(), classic: .forTests)], at: loopback) { endpoint, _ in
            guard case .loopback(let host, let port) = endpoint else { return }
            // Joins one connection to the server; a second one would get no answer.
            let proxy = try TCPProxy(to: UInt16(port))
            try await Self.withConnection(to: .loopback(host: host, port: Int(proxy.port))) { connection, _ in
                let client = PomegranateClient(connection: connection, timeout: .seconds(20))
                try await withThrowingTaskGroup(of: Void.self) { calls in
                    for _ in 0..<200 { calls.addTask { try await client.stop(project) } }
                    try await calls.waitForAll()
                }
                for _ in 0..<20 { try await client.stop(project) }
            }
        }
    }

    @Test func theServiceIsFoundAgainAfterItWasAway() async throws {
        let directory = try TemporaryDirectory("rpc")
        let endpoint = RPCEndpoint.unixSocket(path: directory.file("s"))
        let project = project
        try await Self.withConnection(to: endpoint) { connection, _ in
            let client = PomegranateClient(connection: connection)
            for _ in 0..<2 {
                let started = ContinuousClock.now
                let error = await #expect(throws: PlatformError.self) { try await client.stop(project) }
                #expect(error?.code == .unavailable)
                #expect(ContinuousClock.now - started < .seconds(10))
                try await withServer([.pomegranate(RecordedEngine(), classic: .forTests)], at: endpoint) { _, _ in
                    try await eventually("the service is found", within: .seconds(10)) {
                        (try? await client.stop(project)) != nil
                    }
                }
            }
        }
    }

    @Test func aCallMadeTooEarlyWaitsForTheConnection() async throws {
        let project = project
        try await withServer(RecordedEngine()) { endpoint, _ in
            let connection = try RPCConnection(endpoint: endpoint)
            let call = Task { try await PomegranateClient(connection: connection).stop(project) }
            try await Self.running(connection) { _ in try await call.value }
        }
    }

    @Test func afterAShutdownNothingIsCalledAnyMore() async throws {
        let project = project
        try await withServer(RecordedEngine()) { endpoint, _ in
            try await Self.withConnection(to: endpoint) { connection, group in
                let client = PomegranateClient(connection: connection)
                try await client.stop(project)
                await group.triggerGracefulShutdown()
                try await eventually("calls are refused") {
                    do throws(PlatformError) {
                        try await client.stop(project)
                        return false
                    } catch { return error.code == .unavailable }
                }
            }
        }
    }

    private static func withConnection(
        to endpoint: RPCEndpoint, _ body: @Sendable (RPCConnection, ServiceGroup) async throws -> Void
    ) async throws {
        let connection = try RPCConnection(endpoint: endpoint)
        try await running(connection) { try await body(connection, $0) }
    }

    /// Ends with a graceful shutdown, which has to end by itself.
    private static func running(
        _ connection: RPCConnection, _ body: @Sendable (ServiceGroup) async throws -> Void
    ) async throws {
        let group = ServiceGroup(services: [connection], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body(group)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}
