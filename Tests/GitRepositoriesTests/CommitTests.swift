import FoundationEssentials
import GitRepositories
import TestSupport
import Testing

@Suite("Commits and blobs")
struct CommitTests {
    private let scratch: ScratchGit
    private let repository: GitRepository

    init() throws {
        scratch = try ScratchGit()
        repository = try GitRepository.open(at: scratch.repository)
    }

    @Test("a commit tells its tree, parents, time and summary")
    func commit() throws {
        let tree = try scratch.tree(["a": "1"])
        let root = try scratch.commit(tree, message: "First line\nstill the first\n\nBody")
        let child = try scratch.commit(tree, parents: [root], message: "Second")
        let read = try repository.commit(#require(ObjectID(child)))
        #expect(read.tree.description == tree)
        #expect(read.parents.map(\.description) == [root])
        #expect(read.committedAt == 1_700_000_000)
        #expect(read.summary == "Second")
        #expect(read.authorName == "Ada")
        let first = try repository.commit(#require(ObjectID(root)))
        #expect(first.summary == "First line still the first")
        #expect(first.parents == [])
    }

    @Test("what is no commit is said to be none, what is not there is said to be missing")
    func notACommit() throws {
        let blob = try #require(ObjectID(scratch.blob("x")))
        #expect(throws: GitError(.corruptObject, "\(blob) is not a commit")) { try repository.commit(blob) }
        let missing = try #require(ObjectID(String(repeating: "ab", count: 20)))
        let error = #expect(throws: GitError.self) { try repository.commit(missing) }
        #expect(error?.code == .notFound)
        #expect(try !repository.contains(missing))
        #expect(try repository.contains(blob))
    }

    @Test("a blob over the limit is not read")
    func limit() throws {
        let id = try #require(ObjectID(scratch.blob("12345")))
        #expect(try repository.blob(id, limit: 5) == Array("12345".utf8))
        let error = #expect(throws: GitError.self) { try repository.blob(id, limit: 4) }
        #expect(error?.code == .tooLarge)
    }

    @Test("an object whose bytes were changed on disk is not believed")
    func corrupt() throws {
        let good = try scratch.blob("good")
        let bad = try scratch.blob("evil")
        func file(_ id: String) -> String { "\(scratch.repository)/objects/\(id.prefix(2))/\(id.dropFirst(2))" }
        try FileManager.default.removeItem(atPath: file(good))
        try FileManager.default.copyItem(atPath: file(bad), toPath: file(good))
        let id = try #require(ObjectID(good))
        let error = #expect(throws: GitError.self) { try repository.blob(id, limit: 100) }
        #expect(error?.code == .corruptObject)
        try FileManager.default.removeItem(atPath: file(good))
        try Data("no zlib stream".utf8).write(to: URL(filePath: file(good)))
        let other = #expect(throws: GitError.self) { try repository.blob(id, limit: 100) }
        #expect(other?.code == .corruptObject)
    }
}
