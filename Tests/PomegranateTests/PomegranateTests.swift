import Logging
import PlatformModel
import ServiceLifecycle
import ServiceRPC
import Synchronization
import TestSupport
import Testing

@testable import Pomegranate

@Suite struct PomegranateTests {
    /// Rolls out when it is told to, so that a test decides when a rollout ends.
    private final class HeldEngine: DeploymentEngine {
        private let (held, release) = AsyncStream<Void>.makeStream()
        let isFinished = Mutex(false)

        func finishRollouts() { release.finish() }

        func rollout(_ specification: RolloutSpecification) -> AsyncThrowingStream<RolloutEvent, any Error> {
            let (stream, continuation) = AsyncThrowingStream<RolloutEvent, any Error>.makeStream()
            let held = held
            continuation.yield(.progress("started"))
            // Ends with the test's own signal.
            Task {
                for await _ in held {}
                continuation.yield(.live)
                continuation.finish()
            }
            return stream
        }

        func serving(_ project: ProjectID) async throws(PlatformError) -> ServingState {
            ServingState(live: nil, rollingOut: nil)
        }
        func stop(_ project: ProjectID) async throws(PlatformError) {}
        func remove(_ project: ProjectID) async throws(PlatformError) {}
        func deleteImage(_ reference: String) async throws(PlatformError) {}
        func logs(of project: ProjectID, tail: Int) async throws(PlatformError) -> [LogLine] { [] }
        func followLogs(of project: ProjectID, tail: Int) -> AsyncThrowingStream<LogLine, any Error> {
            AsyncThrowingStream { $0.finish() }
        }
        func statistics(of project: ProjectID) async throws(PlatformError) -> ApplicationStatistics {
            ApplicationStatistics(cpuUsage: 0, memoryUsage: 0, memoryLimit: 0)
        }
        func status(of projects: [ProjectID]) async throws(PlatformError) -> [ProjectID: ApplicationStatus] { [:] }
    }

    private static let specification = RolloutSpecification(
        project: ProjectID(), deployment: DeploymentID(), number: 1,
        image: "image@sha256:" + String(repeating: "0", count: 64), environment: [:], hosts: ["a.example"], replicas: 1,
        deadline: .seconds(1))

    private func pomegranate(_ engine: HeldEngine, _ work: Pomegranate.EngineWork, at path: String) -> Pomegranate {
        Pomegranate(
            engine: engine, work: work,
            classic: ClassicDeployment(
                domain: "example.org", pin: { reference in reference }, nextNumber: { _ in 1 }),
            endpoint: .unixSocket(path: path), logger: Logger(label: "test"))
    }

    @Test func gracefulShutdownLetsTheRolloutEndFirst() async throws {
        let directory = try TemporaryDirectory("pomegranate")
        let engine = HeldEngine()
        let (running, end) = AsyncStream<Void>.makeStream()
        let service = pomegranate(
            engine,
            .init(
                run: { for await _ in running {} },
                finish: {
                    engine.isFinished.withLock { $0 = true }
                    end.finish()
                }), at: directory.file("s"))
        let group = ServiceGroup(services: [service], logger: Logger(label: "test"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let client = PomegranateClient(endpoint: try await service.listeningEndpoint())
            var events = client.rollout(Self.specification).makeAsyncIterator()
            #expect(try await events.next() == .progress("started"))
            await group.triggerGracefulShutdown()
            engine.finishRollouts()
            #expect(try await events.next() == .live)
            #expect(try await events.next() == nil)
            try await tasks.waitForAll()
        }
        #expect(engine.isFinished.withLock { $0 })
    }

    @Test func engineThatCannotWorkEndsTheService() async throws {
        let directory = try TemporaryDirectory("pomegranate")
        let service = pomegranate(
            HeldEngine(), .init(run: { throw PlatformError(.unavailable, "no docker") }, finish: {}),
            at: directory.file("s"))
        let error = await #expect(throws: PlatformError.self) { try await service.run() }
        #expect(error?.message == "no docker")
    }
}
