import FoundationEssentials
import PlatformModel
import PostgresClient
import Synchronization
import Testing

@testable import PostgresStore

/// Look-ups that share statements see what is true when they are made, whoever made it so, and mix nobody up.
@Suite("Look-ups that are made at the same time")
struct SharedLookupTests {
    private static func token(_ number: Int) -> TokenHash {
        TokenHash((0..<TokenHash.length).map { UInt8(truncatingIfNeeded: number &+ $0 &* 7) })!
    }

    @Test("each gets its own answer")
    func answersAreTheirOwn() async throws {
        let fixture = try await StoreFixture.create()
        let database = fixture.database
        var users: [User] = []
        for number in 0..<20 {
            let user = try await fixture.user("user-\(number)")
            try await database.openSession(Self.token(number), of: user.id, until: .now + 60)
            for project in ["zebra", "ant"].prefix(number % 3) { _ = try await fixture.project(project, of: user) }
            users.append(user)
        }
        let known = users
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<400 {
                let user = known[number % 20]
                group.addTask {
                    #expect(try await database.user(ofSession: Self.token(number % 20)) == user)
                    #expect(try await database.user(ofSession: Self.token(100 + number % 20)) == nil)
                    let projects = try await database.projects(of: user.id)
                    #expect(projects.map(\.name.description) == [[], ["zebra"], ["ant", "zebra"]][number % 20 % 3])
                    #expect(projects.allSatisfy { $0.ownerName == user.name })
                    for project in projects { #expect(try await database.project(project.id) == project) }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test("a session that another process ends is open for no look-up that begins afterwards", arguments: 0..<5)
    func revocation(_: Int) async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        try await fixture.database.openSession(Self.token(1), of: user.id, until: .now + 60)
        try await whileAsked(
            { try await fixture.database.user(ofSession: Self.token(1)) != nil },
            change: { try $0.execute("DELETE FROM sessions") }, on: fixture)
    }

    @Test("a project that another process creates is seen by every look-up that begins afterwards", arguments: 0..<5)
    func creation(_: Int) async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let id = ProjectID()
        try await whileAsked(
            { try await fixture.database.projects(of: user.id).isEmpty },
            change: { connection in
                try connection.execute(
                    "INSERT INTO projects (id, name, owner_id, state) VALUES (\(id), 'new', \(user.id), 'active')")
            }, on: fixture)
        #expect(try await fixture.database.project(id)?.id == id)
    }

    @Test("sessions are looked up again as soon as the server is back, all at once")
    func serverRestart() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        try await fixture.database.openSession(Self.token(1), of: user.id, until: .now + 60)
        #expect(try await fixture.database.user(ofSession: Self.token(1)) == user)
        try await fixture.sql { connection in
            _ = try connection.query(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """)
            try connection.execute("DELETE FROM sessions")
        }
        #expect(try await fixture.database.user(ofSession: Self.token(1)) == nil)
    }

    private final class Change: Sendable {
        let isDone = Atomic(false)
    }

    /// Many ask the same question again and again while something changes; whoever asks after the change has to know.
    private func whileAsked(
        _ isAsBefore: @escaping @Sendable () async throws -> Bool,
        change body: @escaping @Sendable (PostgresConnection) throws -> Int, on fixture: StoreFixture
    ) async throws {
        let change = Change()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    var looksAfterwards = 0
                    while looksAfterwards < 10 {
                        let began = change.isDone.load(ordering: .sequentiallyConsistent)
                        let before = try await isAsBefore()
                        guard began else { continue }
                        looksAfterwards += 1
                        #expect(!before)
                    }
                }
            }
            #expect(try await isAsBefore())
            try await fixture.sql { _ = try body($0) }
            change.isDone.store(true, ordering: .sequentiallyConsistent)
            try await group.waitForAll()
        }
    }
}
