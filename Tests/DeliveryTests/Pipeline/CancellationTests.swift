import PlatformModel
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(2))) struct CancellationTests {
    /// A build that ends only when it is canceled.
    private static let endless: ScriptedBuilder.Script = {
        (request, report) async throws(BuildFailure) -> BuiltImage in
        await report(.started(tool: "scripted 1.0"))
        do {
            try await Task.sleep(for: .seconds(3600))
        } catch {
            throw BuildFailure(.canceled, stage: .build, message: "Build canceled")
        }
        return ScriptedBuilder.image(of: request.commit)
    }

    @Test func aMarkInTheDatabaseCancelsTheBuild() async throws {
        let scenario = try await DeliveryScenario()
        scenario.builder.use(Self.endless)
        let received = try await scenario.receive(try await scenario.commit(["index.html": "1"]))
        async let ended = scenario.deploy(received)
        _ = try await scenario.wait(received) { $0.stage == .build && $0.status == .building }
        #expect(try await scenario.database.requestCancel(received.id, reason: "alice went away"))
        let (deployment, terminal) = try await ended
        #expect(deployment.status == .canceled)
        #expect(deployment.reason == "Canceled: alice went away")
        #expect(terminal.contains(" !     Canceled: alice went away"))
        #expect(try await scenario.tip() == nil)
    }

    @Test func aSignalCancelsTheBuild() async throws {
        let scenario = try await DeliveryScenario()
        scenario.builder.use(Self.endless)
        let (signals, signal) = AsyncStream.makeStream(of: String.self)
        let received = try await scenario.receive(try await scenario.commit(["index.html": "1"]))
        async let ended = scenario.deploy(received, interruptions: signals)
        _ = try await scenario.wait(received) { $0.stage == .build && $0.status == .building }
        signal.yield("the platform stops")
        let (deployment, _) = try await ended
        #expect(deployment.status == .canceled)
        #expect(deployment.reason == "Canceled: the platform stops")
    }

    @Test func aCancellationBeforeTheStartIsHeard() async throws {
        let scenario = try await DeliveryScenario()
        scenario.builder.use(Self.endless)
        let received = try await scenario.receive(try await scenario.commit(["index.html": "1"]))
        #expect(try await scenario.database.requestCancel(received.id, reason: "never mind"))
        let (deployment, _) = try await scenario.deploy(received)
        #expect(deployment.status == .canceled)
    }

    /// A promise to cancel that was given while the image was being published is kept.
    @Test func aCancellationJustBeforeTheRolloutIsKept() async throws {
        let scenario = try await DeliveryScenario()
        let database = scenario.database
        let received = try await scenario.receive(try await scenario.commit(["index.html": "1"]))
        scenario.builder.use { (request, _) async throws(BuildFailure) -> BuiltImage in
            _ = try? await database.requestCancel(request.deployment, reason: "at the last moment")
            return ScriptedBuilder.image(of: request.commit)
        }
        let (deployment, _) = try await scenario.deploy(received)
        #expect(deployment.status == .canceled)
        #expect(deployment.reason == "Canceled: at the last moment")
        #expect(scenario.engine.specifications.isEmpty)
    }

    @Test func aRolloutIsNotCanceled() async throws {
        let scenario = try await DeliveryScenario()
        let received = try await scenario.receive(try await scenario.commit(["index.html": "1"]))
        let (deployment, _) = try await scenario.deploy(received)
        #expect(deployment.status == .live)
        #expect(try await scenario.database.requestCancel(received.id, reason: "too late") == false)
    }
}
