import PlatformModel
import TestSupport
import Testing

@testable import Delivery

/// PostgreSQL is killed in the middle of a deployment and comes back.
@Suite(.timeLimit(.minutes(3))) struct DatabaseOutageTests {
    @Test func aDatabaseThatIsKilledDuringTheBuildLosesNothing() async throws {
        let cluster = try await Tool.offPool { try PrivatePostgres.start() }
        let scenario = try await DeliveryScenario(on: cluster)
        scenario.builder.use { (request, report) async throws(BuildFailure) -> BuiltImage in
            for number in 1...100 { await report(.output("before \(number)")) }
            do {
                try await Tool.offPool { try cluster.kill() }
                for number in 1...100 { await report(.output("during \(number)")) }
                try await Tool.offPool { try cluster.launch() }
            } catch {
                throw BuildFailure(.failed, stage: .build, message: "\(error)")
            }
            return ScriptedBuilder.image(of: request.commit)
        }
        let (deployment, terminal) = try await scenario.push(try await scenario.commit(["index.html": "1"]))
        #expect(deployment.status == .live)
        let log = try await scenario.database.log(of: deployment.id, after: 0, limit: 1000)
        #expect(log.map(\.text) == terminal)
        #expect(log.count > 200)
        scenario.database.close()
        _ = try await Tool.offPool { cluster.remove() }
    }

    @Test func aDatabaseThatStaysAwayLeavesTheDeploymentToTheSweep() async throws {
        let cluster = try await Tool.offPool { try PrivatePostgres.start() }
        let scenario = try await DeliveryScenario(on: cluster) { $0.databasePatience = .milliseconds(300) }
        scenario.builder.use { (request, _) async throws(BuildFailure) -> BuiltImage in
            _ = try? await Tool.offPool { try cluster.kill() }
            return ScriptedBuilder.image(of: request.commit)
        }
        let received = try await scenario.receive(try await scenario.commit(["index.html": "1"]))
        await #expect(throws: PlatformError.self) { try await scenario.deploy(received) }
        try await Tool.offPool { try cluster.launch() }
        #expect(try await scenario.row(received).status == .building)
        try await scenario.sweeper.sweep(scenario.project)
        #expect(try await scenario.row(received).status == .abandoned)
        #expect(try await scenario.tip() == nil)
        scenario.database.close()
        _ = try await Tool.offPool { cluster.remove() }
    }
}
