import GitRepositories
import TestSupport
import Testing

@Suite("Looking paths up in a tree")
struct LookupTests {
    private let scratch: ScratchGit
    private let repository: GitRepository
    private let tree: ObjectID

    init() throws {
        scratch = try ScratchGit()
        repository = try GitRepository.open(at: scratch.repository)
        let text = try scratch.tree([
            (path: "file", mode: "100644", content: Array("12345".utf8)),
            (path: "run", mode: "100755", content: Array("#!".utf8)),
            (path: "odd", mode: "100664", content: Array("1".utf8)),
            (path: "link", mode: "120000", content: Array("dir".utf8)),
            (path: "dir/inner/deep", mode: "100644", content: []),
            (path: "sub", mode: "160000", content: []),
        ])
        tree = try #require(ObjectID(text))
    }

    private func lookup(_ path: String) throws -> TreeLookup {
        try repository.lookup(#require(TreePath(path)), in: tree)
    }

    @Test("files tell their size, links are links")
    func kinds() throws {
        let five = try #require(ObjectID(scratch.blob("12345")))
        #expect(try lookup("file") == .file(five, size: 5))
        #expect(try lookup("run") == .executable(#require(ObjectID(scratch.blob("#!"))), size: 2))
        #expect(try lookup("odd") == .file(#require(ObjectID(scratch.blob("1"))), size: 1))
        #expect(try lookup("link") == .symlink(#require(ObjectID(scratch.blob("dir"))), size: 3))
        #expect(try lookup(".") == .directory(tree))
        guard case .directory = try lookup("dir/inner") else { return #expect(Bool(false), "no directory") }
        guard case .submodule = try lookup("sub") else { return #expect(Bool(false), "no submodule") }
    }

    @Test("what is not there is missing", arguments: ["x", "dir/x", "dir/x/y", "x/y", "File", "dir/inner/deep2"])
    func missing(path: String) throws {
        #expect(try lookup(path) == .missing)
    }

    @Test("nothing is followed below a file, a link or a submodule", arguments: ["file/x", "link/inner", "sub/x/y"])
    func obstructed(path: String) throws {
        let head = try #require(path.split(separator: "/").first)
        #expect(try lookup(path) == .obstructed(at: #require(TreePath(head)), is: lookup(String(head))))
    }

    @Test("an empty tree, empty directories and submodules are no files")
    func holdsFiles() throws {
        let empty = try scratch.rawTree([])
        let nested = try scratch.rawTree([.init("40000", empty, "a"), .init("40000", empty, "b")])
        let submodule = try scratch.tree([(path: "s/t", mode: "160000", content: [])])
        for id in [empty, nested, submodule] {
            #expect(try !repository.holdsFiles(tree: #require(ObjectID(id))))
        }
        #expect(try repository.holdsFiles(tree: tree))
        let link = try scratch.tree([(path: "a/b/link", mode: "120000", content: Array("x".utf8))])
        #expect(try repository.holdsFiles(tree: #require(ObjectID(link))))
    }

    @Test("a tree that repeats itself is looked through in no time")
    func bomb() throws {
        var tree = try scratch.rawTree([])
        for _ in 0..<40 { tree = try scratch.rawTree((0..<10).map { .init("40000", tree, "d\($0)") }) }
        #expect(try !repository.holdsFiles(tree: #require(ObjectID(tree))))
    }

    @Test("a missing tree is an error, not an absence")
    func missingTree() throws {
        let broken = try scratch.rawTree([.init("40000", String(repeating: "ab", count: 20), "d")])
        let error = #expect(throws: GitError.self) {
            try repository.lookup(#require(TreePath("d/x")), in: #require(ObjectID(broken)))
        }
        #expect(error?.code == .notFound)
    }
}
