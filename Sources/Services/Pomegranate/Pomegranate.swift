public import Logging
public import PlatformModel
public import ServiceLifecycle
public import ServiceRPC

/// Deploys applications for other processes: a deployment engine behind a gRPC server.
///
/// On a graceful shutdown it takes no more calls, lets the rollouts under way end, and then returns.
public struct Pomegranate: Service {
    /// The part of an engine that works in the background.
    public struct EngineWork: Sendable {
        /// Runs until `finish` was called and everything in progress has ended.
        let run: @Sendable () async throws -> Void
        /// Takes no more work.
        let finish: @Sendable () async -> Void

        public init(
            run: @escaping @Sendable () async throws -> Void, finish: @escaping @Sendable () async -> Void
        ) {
            self.run = run
            self.finish = finish
        }
    }

    private let server: RPCServer
    private let work: EngineWork
    private let logger: Logger

    /// - Parameter classic: what the original `Deploy` call leaves open.
    public init(
        engine: any DeploymentEngine, work: EngineWork, classic: ClassicDeployment, endpoint: RPCEndpoint,
        logger: Logger
    ) {
        server = RPCServer(endpoint: endpoint, services: [.pomegranate(engine, classic: classic)], logger: logger)
        self.work = work
        self.logger = logger
    }

    /// Where it listens; waits until it does.
    public func listeningEndpoint() async throws(PlatformError) -> RPCEndpoint {
        try await server.listeningEndpoint()
    }

    /// - Throws: ``PlatformError`` when the endpoint cannot be had or the engine cannot work on this host.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            // The server follows the graceful shutdown by itself; the first to fail takes the other down.
            group.addTask { try await server.run() }
            group.addTask { try await work.run() }
            group.addTask {
                try await gracefulShutdown()
                logger.info("stopping: waiting for rollouts under way")
                await work.finish()
            }
            // Not waitForAll, which would wait for the others before it throws.
            for try await _ in group {}
        }
    }
}
