import FoundationEssentials
import GitRepositories
import TestSupport
import Testing

@Suite("References")
struct ReferenceTests {
    private let scratch: ScratchGit
    private let repository: GitRepository
    private let first: ObjectID
    private let second: ObjectID

    init() throws {
        scratch = try ScratchGit()
        let root = try scratch.commit(scratch.tree(["a": "1"]))
        let child = try scratch.commit(scratch.tree(["a": "2"]), parents: [root])
        first = try #require(ObjectID(root))
        second = try #require(ObjectID(child))
        repository = try GitRepository.open(at: scratch.repository)
    }

    private func code(_ body: () throws -> Void) -> GitError.Code? {
        #expect(throws: GitError.self, performing: body)?.code
    }

    @Test("HEAD leads to main once main exists")
    func resolve() throws {
        #expect(try repository.target(of: "HEAD") == nil)
        #expect(try repository.target(of: "refs/heads/main") == nil)
        try scratch.git("update-ref", "refs/heads/main", first.description)
        #expect(try repository.target(of: "HEAD") == first)
        #expect(try repository.target(of: "refs/heads/main") == first)
    }

    @Test("create makes new references only")
    func create() throws {
        try repository.createReference("refs/x/deployments/1", at: first)
        #expect(try scratch.git("rev-parse", "refs/x/deployments/1") == first.description)
        #expect(code { try repository.createReference("refs/x/deployments/1", at: second) } == .alreadyExists)
        #expect(try repository.target(of: "refs/x/deployments/1") == first)
        #expect(code { try repository.createReference("refs/heads/a..b", at: first) } == .invalidName)
    }

    @Test("move compares before it swaps", arguments: [false, true])
    func move(packed: Bool) throws {
        try scratch.git("update-ref", "refs/heads/main", first.description)
        if packed { try scratch.git("pack-refs", "--all") }
        try repository.moveReference("refs/heads/main", from: first, to: second)
        #expect(try scratch.git("rev-parse", "refs/heads/main") == second.description)
        let error = #expect(throws: GitError.self) {
            try repository.moveReference("refs/heads/main", from: first, to: first)
        }
        #expect(error?.code == .conflict)
        #expect(
            error?.message
                == "refs/heads/main is at \(second.abbreviated), not at \(first.abbreviated) any more")
        #expect(try scratch.git("rev-parse", "refs/heads/main") == second.description)
    }

    @Test("a reference that is gone cannot be moved or deleted")
    func gone() throws {
        #expect(code { try repository.moveReference("refs/heads/x", from: first, to: second) } == .conflict)
        #expect(try repository.target(of: "refs/heads/x") == nil)
        #expect(code { try repository.deleteReference("refs/heads/x", expecting: first) } == .conflict)
    }

    @Test("delete compares before it removes", arguments: [false, true])
    func delete(packed: Bool) throws {
        try scratch.git("update-ref", "refs/heads/main", first.description)
        if packed { try scratch.git("pack-refs", "--all") }
        #expect(code { try repository.deleteReference("refs/heads/main", expecting: second) } == .conflict)
        #expect(try scratch.git("rev-parse", "refs/heads/main") == first.description)
        try repository.deleteReference("refs/heads/main", expecting: first)
        #expect(try scratch.git("for-each-ref") == "")
        #expect(try repository.references() == [])
    }

    @Test("a reference another process is changing is reported as locked")
    func locked() throws {
        try scratch.git("update-ref", "refs/heads/main", first.description)
        try Data().write(to: URL(filePath: scratch.repository + "/refs/heads/main.lock"))
        #expect(code { try repository.moveReference("refs/heads/main", from: first, to: second) } == .locked)
        #expect(code { try repository.deleteReference("refs/heads/main", expecting: first) } == .locked)
    }

    @Test("a move by git between two looks is seen")
    func movedByGit() throws {
        try scratch.git("update-ref", "refs/heads/main", first.description)
        #expect(try repository.target(of: "refs/heads/main") == first)
        try scratch.git("update-ref", "refs/heads/main", second.description)
        #expect(code { try repository.deleteReference("refs/heads/main", expecting: first) } == .conflict)
        #expect(code { try repository.moveReference("refs/heads/main", from: first, to: second) } == .conflict)
    }

    @Test("a listing is filtered and sorted")
    func list() throws {
        for name in ["refs/heads/main", "refs/tags/v1", "refs/x/deployments/2", "refs/x/deployments/1"] {
            try scratch.git("update-ref", name, first.description)
        }
        try scratch.git("pack-refs", "--all")
        try scratch.git("update-ref", "refs/heads/a/b", second.description)
        #expect(
            try repository.references(matching: "refs/heads/*") == [
                GitReference(name: "refs/heads/a/b", target: second),
                GitReference(name: "refs/heads/main", target: first),
            ])
        #expect(try repository.references().count == 5)
        #expect(
            try repository.references(matching: "refs/x/*").map(\.name)
                == ["refs/x/deployments/1", "refs/x/deployments/2"])
    }

    @Test(
        "names by git-check-ref-format",
        arguments: [
            ("refs/heads/main", true), ("refs/heads/a/b", true), ("HEAD", true), ("refs/heads/a..b", false),
            ("refs/heads/.a", false), ("refs/heads/a b", false), ("refs/heads/a.lock", false), ("refs/heads/", false),
            ("main", false), ("refs/heads/a\nb", false), ("refs/heads/a\0b", false), ("", false),
        ])
    func names(name: String, isValid: Bool) {
        #expect(GitRepository.isValidReferenceName(name) == isValid)
    }
}
