import FoundationEssentials
import GitRepositories
import Glibc
import TestSupport
import Testing

/// Trees no client of good will makes: each ends with one sentence, and nothing is written.
@Suite("Hostile trees")
struct HostileTreeTests {
    private let scratch: ScratchGit
    private let repository: GitRepository

    init() throws {
        scratch = try ScratchGit()
        repository = try GitRepository.open(at: scratch.repository)
    }

    private func refusal(of tree: String) throws -> GitError {
        let id = try #require(ObjectID(tree))
        let destination = scratch.directory + "/export"
        let error = try #require(throws: GitError.self) { try repository.export(tree: id, to: destination) }
        #expect(throws: error, "both say the same") { try repository.examineExport(of: id) }
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: scratch.directory)) == ["repository.git"])
        return error
    }

    @Test(
        "names that escape or pose as .git",
        arguments: ["..", ".", "a/b", "/tmp/x", "../x", ".git", ".GIT", "git~1", ".g\u{200C}it", ".git ", ".git:x"])
    func names(name: String) throws {
        let blob = try scratch.blob("x")
        for tree in [
            try scratch.rawTree([.init("100644", blob, name)]),
            try scratch.rawTree([.init("40000", try scratch.rawTree([.init("100644", blob, name)]), "dir")]),
            try scratch.rawTree([.init("40000", try scratch.tree(["f": "x"]), name)]),
            try scratch.rawTree([.init("120000", blob, name)]),
        ] {
            let error = try refusal(of: tree)
            #expect(error.code == .unsafeContent)
            #expect(error.message.contains("holds the name") == true)
            #expect(error.message.contains("\n") == false)
        }
    }

    @Test("an empty name")
    func emptyName() throws {
        let code = try refusal(of: scratch.rawTree([.init("100644", try scratch.blob("x"), "")])).code
        #expect(code == .unsafeContent || code == .corruptObject)
    }

    @Test("LinkFirstThenDirectoryOfTheSameName")
    func duplicate() throws {
        let inner = try scratch.tree(["passwd": "x"])
        let tree = try scratch.rawTree([
            .init("120000", try scratch.blob("inside"), "a"), .init("40000", inner, "a"),
        ])
        #expect(try refusal(of: tree) == GitError(.unsafeContent, "the directory . holds a twice"))
    }

    @Test(
        "SymlinkLeavesTheTree",
        arguments: [
            ("link", "/etc/passwd"), ("link", ".."), ("a/link", "../../x"), ("link", "a/../../x"),
            ("a/b/link", "../../../repository.git"),
        ])
    func symlink(path: String, target: String) throws {
        let tree = try scratch.tree([
            (path: path, mode: "120000", content: Array(target.utf8)),
            (path: "file", mode: "100644", content: []),
        ])
        let error = try refusal(of: tree)
        #expect(error.code == .unsafeContent)
        #expect(
            error.message == "the symbolic link \(path) leads out of the repository, to \(target); "
                + "replace it by a link to a file inside, or by the file itself")
    }

    @Test("a link that is no path", arguments: [[UInt8](), [0x61, 0x00, 0x62], [UInt8](repeating: 0x61, count: 5000)])
    func linkTargets(target: [UInt8]) throws {
        let tree = try scratch.tree([(path: "link", mode: "120000", content: target)])
        #expect(try refusal(of: tree).code == .unsafeContent)
    }

    @Test("a tree that is a blob, a blob that is a tree, a tree of noise")
    func wrongKinds() throws {
        let blob = try scratch.blob("x")
        let tree = try scratch.tree(["f": "x"])
        #expect(throws: GitError.self) { try repository.examineExport(of: #require(ObjectID(blob))) }
        #expect(try refusal(of: scratch.rawTree([.init("100644", tree, "f")])).code == .corruptObject)
        #expect(try refusal(of: scratch.rawTree([.init("40000", blob, "d")])).code == .corruptObject)
        let noise = try scratch.git(
            "hash-object", "-w", "-t", "tree", "--literally", "--stdin", input: Array("noise".utf8))
        #expect(try refusal(of: noise).code == .corruptObject)
    }
}
