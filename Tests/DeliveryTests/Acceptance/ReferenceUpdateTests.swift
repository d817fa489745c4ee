import GitRepositories
import PlatformModel
import Testing

@testable import Delivery

@Suite("The references of a push")
struct ReferenceUpdateTests {
    private static let a = String(repeating: "a", count: 40)
    private static let b = String(repeating: "b", count: 40)
    private static let zero = String(repeating: "0", count: 40)

    @Test("lines are creations, moves and deletions")
    func lines() throws {
        let (a, b, zero) = (Self.a, Self.b, Self.zero)
        let input = "\(zero) \(a) refs/heads/main\n\(a) \(b) refs/tags/v1\n\(a) \(zero) refs/heads/ä/b\n"
        let updates = try ReferenceUpdate.parse(Array(input.utf8))
        #expect(
            updates == [
                ReferenceUpdate(name: "refs/heads/main", old: nil, new: ObjectID(a)),
                ReferenceUpdate(name: "refs/tags/v1", old: ObjectID(a), new: ObjectID(b)),
                ReferenceUpdate(name: "refs/heads/ä/b", old: ObjectID(a), new: nil),
            ])
        #expect(updates.map(\.shortName) == ["main", "v1", "ä/b"])
        #expect(updates.map(\.isDeletion) == [false, false, true])
        #expect(updates.map(\.isTag) == [false, true, false])
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "\n", "\(a) \(b) refs/heads/main", "\(a) \(b)\n", "\(a) \(b) \n", "\(a)  \(b) refs/heads/main\n",
            "\(a) x refs/heads/main\n", "\(zero) \(zero) refs/heads/main\n", "\(a) \(b) refs/heads/a b\n",
            "\(a) \(b) refs/heads/a..b\n", "\(a) \(b) main\n", "\(a) \(b) refs/heads/main\n\n",
            "\(a) \(b) refs/heads/main\nrest", "\(a) \(b) refs/heads/a\0b\n",
        ])
    func refused(input: String) {
        #expect(throws: PlatformError.self) { try ReferenceUpdate.parse(Array(input.utf8)) }
    }

    @Test("a name that is not UTF-8 is refused")
    func notUTF8() {
        let line = Array("\(Self.a) \(Self.b) refs/heads/".utf8) + [0xFF, 0x0A]
        #expect(throws: PlatformError.self) { try ReferenceUpdate.parse(line) }
    }

    @Test(
        "which branch deploys",
        arguments: [
            ("main", false, ["main"], "main"), ("main", false, ["master"], "master"),
            ("main", true, ["master"], "main"),
            ("main", false, ["master", "main"], "main"), ("main", false, ["x"], "main"),
            ("live", false, ["master", "main"], "live"), ("master", false, ["master"], "master"),
        ])
    func deployBranch(configured: String, exists: Bool, pushed: [String], expected: String) throws {
        let updates = pushed.map { ReferenceUpdate(name: "refs/heads/\($0)", old: nil, new: ObjectID(Self.a)) }
        let name = DeployBranch.name(configured: try #require(BranchName(configured)), exists: exists, in: updates)
        #expect(name.description == expected)
    }
}
