import FoundationEssentials
import PlatformModel
import Testing

@testable import PostgresStore

@Suite("How deployments move on")
struct TransitionTests {
    @Test("a whole life, with everything that is learned on the way")
    func life() async throws {
        let fixture = try await StoreFixture.create()
        let (database, deployment) = (fixture.database, try await fixture.deployment())
        var change = DeploymentChange()
        change.stage = .build
        try await database.advance(deployment.id, from: [.received], to: .queued, change)
        try await database.advance(deployment.id, from: [.queued], to: .building, DeploymentChange())
        change.stage = .publish
        change.builder = "paastech/builder:bookworm"
        change.buildTime = .milliseconds(3900)
        try await database.advance(deployment.id, from: [.building], to: .publishing, change)
        change = DeploymentChange()
        change.stage = .rollout
        change.imageDigest = StoreFixture.digest()
        change.publishTime = .milliseconds(412)
        try await database.advance(deployment.id, from: [.publishing], to: .rollingOut, change)
        change = DeploymentChange()
        change.stage = .settle
        change.rolloutTime = .microseconds(1_900_001)
        let live = try await database.advance(deployment.id, from: [.rollingOut], to: .live, change)
        #expect(live.status == .live)
        #expect(live.stage == .settle)
        #expect(live.builder == "paastech/builder:bookworm")
        #expect(live.imageDigest != nil)
        #expect(live.buildTime == .milliseconds(3900))
        #expect(live.publishTime == .milliseconds(412))
        #expect(live.rolloutTime == .microseconds(1_900_001))
        #expect(live.finishedAt != nil)
        #expect(try await database.liveDeployment(of: live.project) == live)
        #expect(try await database.deployment(live.number, of: live.project) == live)
        #expect(try await database.unfinished().isEmpty)
    }

    @Test("a status that is not the expected one refuses, and names it")
    func comparesBeforeItSets() async throws {
        let fixture = try await StoreFixture.create()
        let (database, deployment) = (fixture.database, try await fixture.deployment())
        let error = await #expect(throws: PlatformError.self) {
            try await database.advance(deployment.id, from: [.queued, .building], to: .publishing, DeploymentChange())
        }
        #expect(error?.code == .conflict)
        #expect(error?.message.contains("is received") == true)
        #expect(try await database.deployment(deployment.id)?.status == .received)
        let missing = await #expect(throws: PlatformError.self) {
            try await database.advance(DeploymentID(), from: [.queued], to: .building, DeploymentChange())
        }
        #expect(missing?.code == .notFound)
    }

    @Test("of many that make the same transition at once exactly one wins")
    func oneWinner() async throws {
        let fixture = try await StoreFixture.create()
        let (database, deployment) = (fixture.database, try await fixture.deployment())
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let change = DeploymentChange()
                    return (try? await database.advance(deployment.id, from: [.received], to: .queued, change)) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(wins == 1)
    }

    @Test(
        "what is settled stays settled",
        arguments: [DeploymentStatus.failed, .canceled, .superseded, .abandoned, .stored, .refused, .live])
    func staysSettled(end: DeploymentStatus) async throws {
        let fixture = try await StoreFixture.create()
        let (database, deployment) = (fixture.database, try await fixture.deployment())
        let settled = try await database.advance(deployment.id, from: [.received], to: end, DeploymentChange())
        for status in DeploymentStatus.allCases where status != end && !(end == .live && status == .replaced) {
            let error = await #expect(throws: PlatformError.self) {
                try await database.advance(deployment.id, from: [end], to: status, DeploymentChange())
            }
            #expect(error?.code == .conflict, "\(end) to \(status)")
        }
        #expect(try await database.deployment(deployment.id) == settled)
    }

    @Test("going live replaces what was live before, of this project alone")
    func replaces() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let key = try await fixture.key(of: user)
        let (one, two) = (try await fixture.project("one", of: user), try await fixture.project("two", of: user))
        let database = fixture.database
        let (_, first) = try await fixture.push(to: one, by: key, commits: 2)
        let (_, other) = try await fixture.push(to: two, by: key)
        for deployment in [first[0], other[0], first[1]] {
            try await database.advance(deployment.id, from: [.received], to: .live, DeploymentChange())
        }
        #expect(try await database.deployment(first[0].id)?.status == .replaced)
        #expect(try await database.liveDeployment(of: one.id)?.id == first[1].id)
        #expect(try await database.liveDeployment(of: two.id)?.id == other[0].id)
        // A refused transition to live must not take down what serves.
        let (_, third) = try await fixture.push(to: one, by: key)
        await #expect(throws: PlatformError.self) {
            try await database.advance(third[0].id, from: [.rollingOut], to: .live, DeploymentChange())
        }
        #expect(try await database.liveDeployment(of: one.id)?.id == first[1].id)
    }

    @Test("many that go live at once leave one live")
    func concurrentLive() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let project = try await fixture.project(of: user)
        let (_, deployments) = try await fixture.push(to: project, by: fixture.key(of: user), commits: 12)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for deployment in deployments {
                group.addTask {
                    try await fixture.database.advance(
                        deployment.id, from: [.received], to: .live, DeploymentChange())
                }
            }
            try await group.waitForAll()
        }
        let statuses = try await fixture.database.deployments(of: project.id, limit: 100).map(\.status)
        #expect(statuses.filter { $0 == .live }.count == 1)
        #expect(statuses.filter { $0 == .replaced }.count == 11)
    }

    @Test("a cancellation that was promised stops the rollout that comes after it")
    func cancelBeforeRollout() async throws {
        let fixture = try await StoreFixture.create()
        let (database, deployment) = (fixture.database, try await fixture.deployment())
        #expect(try await database.requestCancel(deployment.id, reason: "changed my mind"))
        #expect(try await database.requestCancel(deployment.id, reason: "twice"))
        #expect(try await database.cancelRequest(for: deployment.id) == "changed my mind")
        try await database.advance(deployment.id, from: [.received], to: .publishing, DeploymentChange())
        let error = await #expect(throws: PlatformError.self) {
            try await database.advance(deployment.id, from: [.publishing], to: .rollingOut, DeploymentChange())
        }
        #expect(error?.code == .canceled)
        #expect(error?.message.contains("changed my mind") == true)
        try await database.advance(deployment.id, from: [.publishing], to: .canceled, DeploymentChange())
    }

    @Test("what rolls out or has finished cannot be canceled any more")
    func cancelTooLate() async throws {
        let fixture = try await StoreFixture.create()
        let (database, deployment) = (fixture.database, try await fixture.deployment())
        try await database.advance(deployment.id, from: [.received], to: .rollingOut, DeploymentChange())
        #expect(try await !database.requestCancel(deployment.id, reason: "x"))
        try await database.advance(deployment.id, from: [.rollingOut], to: .live, DeploymentChange())
        #expect(try await !database.requestCancel(deployment.id, reason: "x"))
        #expect(try await database.cancelRequest(for: deployment.id) == nil)
        let missing = await #expect(throws: PlatformError.self) {
            try await database.requestCancel(DeploymentID(), reason: "x")
        }
        #expect(missing?.code == .notFound)
    }

    @Test("a deployment without a push, for a rollback")
    func createsWithoutPush() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let project = try await fixture.project(of: user)
        let (commit, digest) = (StoreFixture.commit(), StoreFixture.digest())
        let made = try await fixture.database.create(
            for: project.id, commit: commit, branch: .main, image: digest, by: user.id)
        #expect(made.status == .queued)
        #expect(made.push == nil)
        #expect(made.imageDigest == digest)
        #expect(made.pusherName == user.name)
        let byNobody = try await fixture.database.create(
            for: project.id, commit: commit, branch: .main, image: nil, by: nil)
        #expect(byNobody.number == 2)
        #expect(byNobody.pusherName == nil)
        let missing = await #expect(throws: PlatformError.self) {
            try await fixture.database.create(for: ProjectID(), commit: commit, branch: .main, image: nil, by: nil)
        }
        #expect(missing?.code == .notFound)
    }
}
