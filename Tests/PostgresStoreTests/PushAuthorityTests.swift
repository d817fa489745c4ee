import PlatformModel
import Testing

@testable import PostgresStore

@Suite("What the gatekeeper asks")
struct PushAuthorityTests {
    @Test("a key is found by its fingerprint, with all that greeting and proof need")
    func findsKeys() async throws {
        let fixture = try await StoreFixture.create()
        let key = try await fixture.key(of: fixture.user())
        let unknown = StoreFixture.newKey(named: "x").fingerprint
        let database = fixture.database
        #expect(try await onOwnThread { try database.authorizedKey(key.fingerprint) } == key)
        #expect(try await onOwnThread { try database.authorizedKey(unknown) } == nil)
    }

    @Test("three ways to name one's project")
    func ownProject() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (key, project) = (try await fixture.key(of: user), try await fixture.project(of: user))
        for reference in [.own(project.name), .owned(by: user.name, project.name), .id(project.id)]
            as [ProjectReference]
        {
            #expect(try await look(reference, key, fixture) == project)
        }
    }

    @Test("what serves and what is unfinished comes with the project that is pushed to")
    func standing() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (key, project) = (try await fixture.key(of: user), try await fixture.project(of: user))
        let database = fixture.database
        func target() async throws -> PushTarget? {
            try await onOwnThread { try database.project(.own(project.name), pushableWith: key) }
        }
        #expect(try await target() == PushTarget(project: project))
        let deployment = try await fixture.push(to: project, by: key).1[0]
        #expect(try await target()?.hasUnfinishedDeployments == true)
        for (before, after) in [(DeploymentStatus.received, DeploymentStatus.rollingOut), (.rollingOut, .live)] {
            try await database.advance(deployment.id, from: [before], to: after, DeploymentChange())
        }
        #expect(try await target() == PushTarget(project: project, liveCommit: deployment.commit))
    }

    @Test("a push that brings nothing to deploy is open, then accepted")
    func storedPush() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (key, project) = (try await fixture.key(of: user), try await fixture.project(of: user))
        let push = Push(id: PushID(), project: project.id, user: user.id, keyFingerprint: key.fingerprint, options: [])
        let database = fixture.database
        let early = await #expect(throws: PlatformError.self) {
            try await onOwnThread { try database.acceptWithoutDeployment(push.id) }
        }
        #expect(early?.code == .conflict)
        try await onOwnThread { try database.openWithoutDeployment(push) }
        #expect(try await onOwnThread { try database.outcome(of: push.id) } == .interrupted([]))
        let again = await #expect(throws: PlatformError.self) {
            try await onOwnThread { try database.openWithoutDeployment(push) }
        }
        #expect(again?.code == .alreadyExists)
        try await onOwnThread { try database.acceptWithoutDeployment(push.id) }
        #expect(try await onOwnThread { try database.outcome(of: push.id) } == .accepted([]))
    }

    @Test("StrangerNamesTheProject: missing and someone else's look alike, for administrators too")
    func strangers() async throws {
        let fixture = try await StoreFixture.create()
        let owner = try await fixture.user("alice")
        let project = try await fixture.project(of: owner)
        let admin = try await fixture.database.createUser(
            name: UserName(parsing: "root-admin"), email: "r@example.org", passwordHash: nil, isAdministrator: true)
        for stranger in [try await fixture.user("mallory"), admin] {
            let key = try await fixture.key(of: stranger)
            let references: [ProjectReference] = [
                .own(project.name), .owned(by: owner.name, project.name), .id(project.id), .id(ProjectID()),
                .owned(by: stranger.name, project.name),
            ]
            for reference in references { #expect(try await look(reference, key, fixture) == nil) }
        }
    }

    @Test("RemovedKeyKeepsItsConnection: a key that was removed, or moved to another account, opens nothing")
    func removedKey() async throws {
        let fixture = try await StoreFixture.create()
        let (alice, bob) = (try await fixture.user("alice"), try await fixture.user("bob"))
        let new = StoreFixture.newKey(named: "laptop")
        let key = try await fixture.database.addKey(new, to: alice.id)
        let project = try await fixture.project(of: alice)
        #expect(try await look(.id(project.id), key, fixture) == project)
        try await fixture.database.removeKey(key.id, of: alice.id)
        #expect(try await look(.id(project.id), key, fixture) == nil)
        _ = try await fixture.database.addKey(new, to: bob.id)
        #expect(try await look(.id(project.id), key, fixture) == nil)
    }

    private func look(
        _ reference: ProjectReference, _ key: AuthorizedKey, _ fixture: StoreFixture
    ) async throws -> Project? {
        try await onOwnThread { try fixture.database.project(reference, pushableWith: key)?.project }
    }

    @Test("the newest deployment explains a push that brought nothing new")
    func newestDeployment() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (key, project) = (try await fixture.key(of: user), try await fixture.project(of: user))
        let database = fixture.database
        #expect(try await onOwnThread { try database.newestDeployment(of: project.id) } == nil)
        _ = try await fixture.push(to: project, by: key)
        let (_, second) = try await fixture.push(to: project, by: key)
        #expect(try await onOwnThread { try database.newestDeployment(of: project.id) } == second[0])
    }

    @Test("an unreachable database is unavailable, not a refusal")
    func unreachable() async throws {
        let database = try StoreFixture.open("host=/nonexistent user=x dbname=x")
        let error = await #expect(throws: PlatformError.self) {
            try await onOwnThread { try database.authorizedKey(StoreFixture.newKey(named: "x").fingerprint) }
        }
        #expect(error?.code == .unavailable)
    }
}
