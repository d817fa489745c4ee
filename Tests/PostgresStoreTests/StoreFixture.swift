import Dispatch
import FoundationEssentials
import PlatformModel
import PostgresClient
import TestSupport
import Testing

@testable import PostgresStore

/// A migrated database of one test, in the shared cluster.
struct StoreFixture {
    let database: PlatformDatabase
    let url: String

    /// - Parameter migrate: whether the schema is created.
    static func create(migrate: Bool = true, connections: Int = 8) async throws -> StoreFixture {
        let url = try await onOwnThread {
            PrivatePostgres.shared.url(database: try PrivatePostgres.shared.createDatabase())
        }
        let fixture = StoreFixture(database: try open(url, connections: connections), url: url)
        if migrate { try await fixture.database.migrate() }
        return fixture
    }

    static func open(_ url: String, connections: Int = 8) throws -> PlatformDatabase {
        var settings = PlatformDatabase.Settings()
        settings.applicationName = "test"
        settings.connections = connections
        settings.acquireTimeout = .seconds(60)
        return try PlatformDatabase(url: url, settings: settings)
    }

    /// Statements beside the store, to see and to set what it does not offer.
    @discardableResult
    func sql<Result: Sendable>(
        _ body: @escaping @Sendable (PostgresConnection) throws -> Result
    ) async throws -> Result {
        let url = url
        return try await onOwnThread { try body(try PostgresConnection(try PostgresConfiguration(url: url))) }
    }

    // MARK: What tests begin with

    func user(_ name: String = "alice") async throws -> User {
        try await database.createUser(
            name: try UserName(parsing: name), email: "\(name)@example.org", passwordHash: nil, isAdministrator: false)
    }

    func key(of user: User, named name: String = "laptop") async throws -> AuthorizedKey {
        try await database.addKey(Self.newKey(named: name), to: user.id)
    }

    func project(_ name: String = "hello", of owner: User) async throws -> Project {
        let begun = try await database.beginProject(
            id: ProjectID(), name: try ProjectName(parsing: name), owner: owner.id)
        try await database.activateProject(begun.id)
        let project: Project? = try await database.project(begun.id)
        return try #require(project)
    }

    /// A push of as many commits, opened as pre-receive does.
    func push(to project: Project, by key: AuthorizedKey, options: PushOptions = [], commits: Int = 1) async throws -> (
        Push, [Deployment]
    ) {
        let push = Push(
            id: PushID(), project: project.id, user: key.owner, keyFingerprint: key.fingerprint, options: options)
        let new = (0..<commits).map { _ in NewDeployment(commit: Self.commit(), previousCommit: nil, branch: .main) }
        return (push, try await database.open(push, deployments: new))
    }

    /// A deployment in state `received`, with everything it needs.
    func deployment() async throws -> Deployment {
        let user = try await user()
        let (_, deployments) = try await push(to: project(of: user), by: key(of: user))
        return try #require(deployments.first)
    }

    static func newKey(named name: String) -> NewKey {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let digest = String((0..<43).map { _ in alphabet[Int.random(in: 0..<64)] })
        return NewKey(
            name: name, type: "ssh-ed25519", fingerprint: KeyFingerprint("SHA256:\(digest)")!,
            blob: (0..<51).map { _ in UInt8.random(in: 0...255) })
    }

    static func commit() -> CommitID {
        CommitID("a" + String((0..<39).map { _ in "0123456789abcdef".randomElement()! }))!
    }

    static func digest() -> ImageDigest {
        ImageDigest("sha256:" + String((0..<64).map { _ in "0123456789abcdef".randomElement()! }))!
    }
}

/// Runs blocking work away from the threads that the tests share.
func onOwnThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Swift.Result { try body() }) }
    }
}
