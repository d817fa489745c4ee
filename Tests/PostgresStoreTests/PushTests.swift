import PlatformModel
import Testing

@testable import PostgresStore

@Suite("Pushes from pre-receive to their outcome")
struct PushTests {
    private func outcome(_ push: PushID, _ fixture: StoreFixture) async throws -> PushOutcome {
        try await onOwnThread { try fixture.database.outcome(of: push) }
    }

    @Test("a push no hook saw brought nothing")
    func nothing() async throws {
        let fixture = try await StoreFixture.create()
        #expect(try await outcome(PushID(), fixture) == .nothingReceived)
    }

    @Test("an opened push has numbered deployments with everything pre-receive knew")
    func opens() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (key, project) = (try await fixture.key(of: user), try await fixture.project(of: user))
        let push = Push(
            id: PushID(), project: project.id, user: user.id, keyFingerprint: key.fingerprint,
            options: [.detach, .clearCache])
        let new = [
            NewDeployment(commit: StoreFixture.commit(), previousCommit: nil, branch: .main),
            NewDeployment(commit: StoreFixture.commit(), previousCommit: StoreFixture.commit(), branch: .master),
        ]
        let deployments = try await fixture.database.open(push, deployments: new)
        #expect(deployments.map(\.number) == [1, 2])
        #expect(deployments.map(\.commit) == new.map(\.commit))
        #expect(deployments.map(\.previousCommit) == new.map(\.previousCommit))
        #expect(deployments.map(\.branch) == [.main, .master])
        for deployment in deployments {
            #expect(deployment.status == .received)
            #expect(deployment.options == push.options)
            #expect(deployment.push == push.id)
            #expect(deployment.pusherName == user.name)
            #expect(deployment.keyFingerprint == key.fingerprint)
            #expect(deployment.finishedAt == nil)
        }
        #expect(try await outcome(push.id, fixture) == .interrupted(deployments))
        #expect(try await fixture.database.accept(push.id) == deployments)
        #expect(try await fixture.database.accept(push.id) == deployments)
        #expect(try await outcome(push.id, fixture) == .accepted(deployments))
        let again = await #expect(throws: PlatformError.self) {
            try await fixture.database.open(push, deployments: new)
        }
        #expect(again?.code == .alreadyExists)
        #expect(try await fixture.database.deployments(of: project.id, limit: 10).count == 2)
    }

    @Test("a push of another branch is accepted without a deployment")
    func opensWithoutDeployments() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (push, none) = try await fixture.push(
            to: fixture.project(of: user), by: fixture.key(of: user), commits: 0)
        #expect(none.isEmpty)
        #expect(try await fixture.database.accept(push.id) == [])
        #expect(try await outcome(push.id, fixture) == .accepted([]))
    }

    @Test("a refused push keeps its reason and cannot be accepted")
    func refuses() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (key, project) = (try await fixture.key(of: user), try await fixture.project(of: user))
        let push = Push(
            id: PushID(), project: project.id, user: user.id, keyFingerprint: key.fingerprint, options: [])
        try await fixture.database.refuse(push, reason: "unknown key \"buildr\"\0")
        #expect(try await outcome(push.id, fixture) == .refused(reason: "unknown key \"buildr\"\u{FFFD}"))
        let error = await #expect(throws: PlatformError.self) { try await fixture.database.accept(push.id) }
        #expect(error?.code == .conflict)
    }

    @Test("a refusal after an opening whose answer was lost closes the push and its deployments")
    func refusesWhatWasOpened() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (push, deployments) = try await fixture.push(to: fixture.project(of: user), by: fixture.key(of: user))
        for reason in ["no answer", "no answer at all"] { try await fixture.database.refuse(push, reason: reason) }
        #expect(try await outcome(push.id, fixture) == .refused(reason: "no answer at all"))
        let deployment = try #require(try await fixture.database.deployment(deployments[0].id))
        #expect(deployment.status == .refused)
        #expect(deployment.reason == "no answer")
    }

    @Test("an accepted push is not refused any more")
    func keepsAccepted() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (push, deployments) = try await fixture.push(to: fixture.project(of: user), by: fixture.key(of: user))
        _ = try await fixture.database.accept(push.id)
        let error = await #expect(throws: PlatformError.self) {
            try await fixture.database.refuse(push, reason: "late")
        }
        #expect(error?.code == .alreadyExists)
        #expect(try await outcome(push.id, fixture) == .accepted(deployments))
    }

    @Test("a project or an account that is gone is named")
    func missing() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (key, project) = (try await fixture.key(of: user), try await fixture.project(of: user))
        for (projectID, userID) in [(ProjectID(), user.id), (project.id, UserID())] {
            let push = Push(
                id: PushID(), project: projectID, user: userID, keyFingerprint: key.fingerprint, options: [])
            let error = await #expect(throws: PlatformError.self) {
                try await fixture.database.open(push, deployments: [])
            }
            #expect(error?.code == .notFound)
        }
        let accepted = await #expect(throws: PlatformError.self) { try await fixture.database.accept(PushID()) }
        #expect(accepted?.code == .conflict)
    }

    @Test("cancelling a push marks what is under way, but neither detached nor rolling out nor finished work")
    func cancels() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let (key, project) = (try await fixture.key(of: user), try await fixture.project(of: user))
        let database = fixture.database
        let (push, deployments) = try await fixture.push(to: project, by: key, commits: 3)
        try await database.advance(deployments[1].id, from: [.received], to: .rollingOut, DeploymentChange())
        try await database.advance(deployments[2].id, from: [.received], to: .failed, DeploymentChange())
        let (detached, background) = try await fixture.push(to: project, by: key, options: .detach)
        for id in [push.id, detached.id] {
            try await onOwnThread { try database.cancel(id, reason: "the client went away") }
            try await onOwnThread { try database.cancel(id, reason: "twice") }
        }
        #expect(try await database.cancelRequest(for: deployments[0].id) == "the client went away")
        for deployment in [deployments[1], deployments[2], background[0]] {
            #expect(try await database.cancelRequest(for: deployment.id) == nil)
        }
    }

    @Test("a thousand deployments at once have a thousand numbers", .timeLimit(.minutes(3)))
    func numbers() async throws {
        let fixture = try await StoreFixture.create(connections: 16)
        let user = try await fixture.user()
        let (key, project) = (try await fixture.key(of: user), try await fixture.project(of: user))
        let numbers = try await withThrowingTaskGroup(of: [Int].self) { group in
            for index in 0..<500 {
                group.addTask {
                    // Pushes of one and of two commits, and deployments without a push.
                    if index % 4 == 0 {
                        let commit = StoreFixture.commit()
                        return try await (0..<2).asyncMap { _ in
                            try await fixture.database.create(
                                for: project.id, commit: commit, branch: .main, image: nil, by: user.id
                            ).number
                        }
                    }
                    return try await fixture.push(to: project, by: key, commits: 2).1.map(\.number)
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(numbers.count == 1000)
        #expect(numbers.sorted() == Array(1...1000))
    }
}

extension Sequence {
    fileprivate func asyncMap<Result>(_ transform: (Element) async throws -> Result) async throws -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
