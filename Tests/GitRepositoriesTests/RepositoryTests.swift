import FoundationEssentials
import GitRepositories
import Glibc
import TestSupport
import Testing

@Suite("GitRepository")
struct RepositoryTests {
    private let scratch: ScratchGit

    init() throws { scratch = try ScratchGit() }

    @Test("a created repository is empty, bare, at main, and holds nothing of a template")
    func create() throws {
        let path = scratch.directory + "/new.git"
        let repository = try GitRepository.createBare(at: path)
        #expect(try repository.references() == [])
        #expect(
            try Set(FileManager.default.contentsOfDirectory(atPath: path)) == ["HEAD", "config", "objects", "refs"])
        #expect(try scratch.run(["symbolic-ref", "HEAD"], in: path) == "refs/heads/main")
        #expect(try scratch.run(["config", "--local", "core.bare"], in: path) == "true")
        #expect(try scratch.run(["config", "--local", "--list"], in: path).split(separator: "\n").count <= 4)
        #expect(try scratch.run(["fsck"], in: path) == "")
    }

    @Test("what exists is never taken for a new repository", arguments: ["directory", "file", "link"])
    func createOverSomething(kind: String) throws {
        let path = scratch.directory + "/taken"
        switch kind {
        case "directory": #expect(mkdir(path, 0o755) == 0)
        case "file": try Data("x".utf8).write(to: URL(filePath: path))
        default: #expect(symlink("/nonexistent", path) == 0)
        }
        let error = #expect(throws: GitError.self) { try GitRepository.createBare(at: path) }
        #expect(error?.code == .alreadyExists)
        #expect(error?.message == "\(path) exists already")
    }

    @Test("a missing parent is named")
    func createWithoutParent() throws {
        let error = #expect(throws: GitError.self) {
            try GitRepository.createBare(at: scratch.directory + "/no/new.git")
        }
        #expect(error?.code == .inputOutput)
        #expect(error?.message.contains("/no/new.git") == true)
    }

    @Test("only the exact directory is opened")
    func open() throws {
        #expect(try GitRepository.open(at: scratch.repository).path == scratch.repository)
        let work = scratch.directory + "/work"
        try scratch.run(["init", "--quiet", work], in: scratch.directory)
        for path in [scratch.repository + "/objects", scratch.directory, work, scratch.directory + "/missing"] {
            let error = #expect(throws: GitError.self) { try GitRepository.open(at: path) }
            #expect(error?.code == .repositoryMissing)
            #expect(error?.message == "there is no repository at \(path)")
        }
    }

    @Test("a repository of another account is opened", .enabled(if: geteuid() == 0, "needs root to give files away"))
    func otherOwner() throws {
        try scratch.git("update-ref", "refs/heads/main", try scratch.commit(scratch.tree(["a": "b"])))
        #expect(chown(scratch.repository, 65534, 65534) == 0)
        #expect(try GitRepository.open(at: scratch.repository).target(of: "HEAD") != nil)
    }
}
