import PlatformModel
import Testing

@testable import PostgresStore

@Suite("The order of deployments")
struct QueueTests {
    @Test("only what waits or runs overtakes, the newest first")
    func newer() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let project = try await fixture.project(of: user)
        let (_, all) = try await fixture.push(to: project, by: fixture.key(of: user), commits: 4)
        let database = fixture.database
        #expect(try await database.newerDeployment(than: 1, of: project.id) == nil)
        try await database.advance(all[1].id, from: [.received], to: .queued, DeploymentChange())
        try await database.advance(all[2].id, from: [.received], to: .building, DeploymentChange())
        try await database.advance(all[3].id, from: [.received], to: .stored, DeploymentChange())
        #expect(try await database.newerDeployment(than: 1, of: project.id)?.number == 3)
        #expect(try await database.newerDeployment(than: 3, of: project.id) == nil)
    }

    @Test("those who wait for a slot are counted over all projects, in order of arrival")
    func ahead() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let key = try await fixture.key(of: user)
        let database = fixture.database
        var waiting: [Deployment] = []
        for name in ["one", "two", "three"] {
            let (_, made) = try await fixture.push(to: fixture.project(name, of: user), by: key)
            waiting += made
        }
        func wait(_ deployment: Deployment, as stage: DeploymentStage) async throws {
            var change = DeploymentChange()
            change.stage = stage
            try await database.advance(deployment.id, from: [.received, .queued], to: .queued, change)
        }
        try await wait(waiting[2], as: .build)
        #expect(try await database.queuedBefore(waiting[2].id) == 0)
        try await wait(waiting[0], as: .record)
        #expect(try await database.queuedBefore(waiting[2].id) == 0)
        try await wait(waiting[0], as: .build)
        try await wait(waiting[1], as: .build)
        #expect(try await database.queuedBefore(waiting[2].id) == 2)
        #expect(try await database.queuedBefore(waiting[0].id) == 0)
        try await database.advance(waiting[0].id, from: [.queued], to: .building, DeploymentChange())
        #expect(try await database.queuedBefore(waiting[2].id) == 1)
        #expect(try await database.unfinished().map(\.deployment.id) == waiting.map(\.id))
        #expect(try await database.unfinished().map(\.project.name.description) == ["one", "two", "three"])
    }

    @Test("images are listed newest first until they are forgotten")
    func images() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let project = try await fixture.project(of: user)
        let (_, all) = try await fixture.push(to: project, by: fixture.key(of: user), commits: 3)
        let database = fixture.database
        for deployment in all.dropLast() {
            var change = DeploymentChange()
            change.imageDigest = StoreFixture.digest()
            try await database.advance(deployment.id, from: [.received], to: .live, change)
        }
        #expect(try await database.imagesKept(of: project.id).map(\.number) == [2, 1])
        try await database.forgetImage(of: all[0].id)
        try await database.forgetImage(of: all[0].id)
        #expect(try await database.imagesKept(of: project.id).map(\.number) == [2])
        let missing = await #expect(throws: PlatformError.self) { try await database.forgetImage(of: DeploymentID()) }
        #expect(missing?.code == .notFound)
    }
}
