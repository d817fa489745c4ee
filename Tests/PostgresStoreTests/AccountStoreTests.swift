import FoundationEssentials
import PlatformModel
import Testing

@testable import PostgresStore

@Suite("Accounts and keys")
struct AccountStoreTests {
    @Test("an account is found by name, id and address, whatever the address's case")
    func findsUsers() async throws {
        let fixture = try await StoreFixture.create()
        let made = try await fixture.database.createUser(
            name: UserName(parsing: "alice"), email: "Alice@Example.org", passwordHash: "scrypt", isAdministrator: true)
        #expect(made.isAdministrator)
        #expect(try await fixture.database.user(named: made.name) == made)
        #expect(try await fixture.database.user(made.id) == made)
        let found = try await fixture.database.user(email: "alice@example.ORG")
        #expect(found?.user == made)
        #expect(found?.passwordHash == "scrypt")
        #expect(try await fixture.database.users() == [made])
        #expect(try await fixture.database.user(email: "bob@example.org") == nil)
        #expect(try await fixture.database.user(email: "bob\0") == nil)
    }

    @Test("a taken name and a taken address are named")
    func refusesTakenNames() async throws {
        let fixture = try await StoreFixture.create()
        _ = try await fixture.user("alice")
        let name = await #expect(throws: PlatformError.self) {
            try await fixture.database.createUser(
                name: UserName(parsing: "alice"), email: "other@example.org", passwordHash: nil, isAdministrator: false)
        }
        #expect(name?.code == .alreadyExists)
        #expect(name?.message.contains("\"alice\"") == true)
        let email = await #expect(throws: PlatformError.self) {
            try await fixture.database.createUser(
                name: UserName(parsing: "other"), email: "ALICE@example.org", passwordHash: nil, isAdministrator: false)
        }
        #expect(email?.code == .alreadyExists)
        #expect(email?.message.contains("ALICE@example.org") == true)
        let form = await #expect(throws: PlatformError.self) {
            try await fixture.database.createUser(
                name: UserName(parsing: "other"), email: "nowhere", passwordHash: nil, isAdministrator: false)
        }
        #expect(form?.code == .invalid)
    }

    @Test("a password hash is replaced")
    func replacesPassword() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        try await fixture.database.setPasswordHash("new", of: user.id)
        #expect(try await fixture.database.user(email: user.email)?.passwordHash == "new")
        let error = await #expect(throws: PlatformError.self) {
            try await fixture.database.setPasswordHash("new", of: UserID())
        }
        #expect(error?.code == .notFound)
    }

    @Test("an account that owns projects stays")
    func keepsOwners() async throws {
        let fixture = try await StoreFixture.create()
        let user = try await fixture.user()
        let key = try await fixture.key(of: user)
        let project = try await fixture.project(of: user)
        let error = await #expect(throws: PlatformError.self) { try await fixture.database.removeUser(user.id) }
        #expect(error?.code == .conflict)
        try await fixture.database.removeProject(project.id)
        try await fixture.database.removeUser(user.id)
        #expect(try await fixture.database.user(user.id) == nil)
        #expect(try await onOwnThread { try fixture.database.authorizedKey(key.fingerprint) } == nil)
        let again = await #expect(throws: PlatformError.self) { try await fixture.database.removeUser(user.id) }
        #expect(again?.code == .notFound)
    }

    @Test("a key belongs to one account and its name is unique there")
    func keys() async throws {
        let fixture = try await StoreFixture.create()
        let (alice, bob) = (try await fixture.user("alice"), try await fixture.user("bob"))
        let new = StoreFixture.newKey(named: "laptop")
        let key = try await fixture.database.addKey(new, to: alice.id)
        #expect(key.blob == new.blob)
        #expect(key.ownerName == alice.name)
        let taken = await #expect(throws: PlatformError.self) { try await fixture.database.addKey(new, to: bob.id) }
        #expect(taken?.code == .alreadyExists)
        #expect(taken?.message.contains(new.fingerprint.description) == true)
        let name = await #expect(throws: PlatformError.self) { try await fixture.key(of: alice, named: "laptop") }
        #expect(name?.code == .alreadyExists)
        let other = try await fixture.key(of: bob, named: "laptop")
        #expect(try await fixture.database.keys(of: alice.id) == [key])
        #expect(try await fixture.database.allKeys() == [key, other])
        let strangers = await #expect(throws: PlatformError.self) {
            try await fixture.database.removeKey(key.id, of: bob.id)
        }
        #expect(strangers?.code == .notFound)
        try await fixture.database.removeKey(key.id, of: alice.id)
        #expect(try await fixture.database.keys(of: alice.id) == [])
        let nobody = await #expect(throws: PlatformError.self) { try await fixture.database.addKey(new, to: UserID()) }
        #expect(nobody?.code == .notFound)
    }
}
