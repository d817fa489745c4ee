import FoundationEssentials
import PlatformModel
import TestSupport
import Testing

@testable import PostgresStore

@Suite("When PostgreSQL dies", .timeLimit(.minutes(3)))
struct DatabaseRestartTests {
    @Test("the store says unavailable, then goes on; a patient one waits; followers look again; nothing is lost")
    func restart() async throws {
        let cluster = try await onOwnThread { try PrivatePostgres.start() }
        do {
            try await survive(cluster)
        } catch {
            try await onOwnThread { cluster.remove() }
            throw error
        }
        try await onOwnThread { cluster.remove() }
    }

    private func survive(_ cluster: PrivatePostgres) async throws {
        let fixture = StoreFixture(database: try StoreFixture.open(cluster.url()), url: cluster.url())
        try await fixture.database.migrate()
        let deployment = try await fixture.deployment()
        var settings = PlatformDatabase.Settings()
        settings.reconnectPatience = .seconds(60)
        let patient = try PlatformDatabase(url: cluster.url(), settings: settings)
        #expect(try await patient.deployment(deployment.id) == deployment)
        let follower = Task { [database = fixture.database] in
            for await _ in database.changes(of: deployment.id) {
                if let now = try? await database.deployment(deployment.id), now.status == .building { return true }
            }
            return false
        }

        try await onOwnThread { try cluster.kill() }
        let error = await #expect(throws: PlatformError.self) { try await fixture.database.users() }
        #expect(error?.code == .unavailable)
        async let moved = patient.advance(deployment.id, from: [.received], to: .building, DeploymentChange())
        try await onOwnThread { try cluster.launch() }

        #expect(try await moved.status == .building)
        #expect(try await fixture.database.unfinished().map(\.deployment.id) == [deployment.id])
        #expect(await follower.value)
        fixture.database.close()
        patient.close()
    }
}
