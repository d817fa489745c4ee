import FoundationEssentials
import GitRepositories
import Glibc
import TestSupport
import Testing

@Suite("Exporting a tree")
struct ExportTests {
    private let scratch: ScratchGit
    private let repository: GitRepository
    private let destination: String

    init() throws {
        scratch = try ScratchGit()
        repository = try GitRepository.open(at: scratch.repository)
        destination = scratch.directory + "/export"
    }

    private func export(_ tree: String, limits: TreeExport.Limits = .init()) throws -> TreeExport.Report {
        try repository.export(tree: #require(ObjectID(tree)), to: destination, limits: limits)
    }

    private func status(_ path: String) throws -> stat {
        var status = stat()
        try #require(lstat("\(destination)/\(path)", &status) == 0, "\(path) is missing")
        return status
    }

    private var exists: Bool {
        var status = stat()
        return lstat(destination, &status) == 0
    }

    @Test("no attribute changes a byte")
    func byteExact() throws {
        let contents: [String: [UInt8]] = [
            ".gitattributes": Array("* text eol=crlf ident export-subst\nignored export-ignore\n".utf8),
            "text": Array("$Id$ $Format:%H$\nline\r\nline\n".utf8),
            "ignored": Array("still here".utf8),
            "deep/er/binary": (0...255).map { UInt8($0) },
            "empty": [],
        ]
        let report = try export(
            scratch.tree(contents.map { (path: $0.key, mode: "100644", content: $0.value) }))
        for (path, bytes) in contents {
            #expect(try Data(contentsOf: URL(filePath: "\(destination)/\(path)")) == Data(bytes))
        }
        #expect(report.files == 5)
        #expect(report.directories == 2)
        #expect(report.bytes == UInt64(contents.values.reduce(0) { $0 + $1.count }))
        #expect(report.warnings == [])
    }

    @Test("modes are 0644 and 0755, times are the constant one")
    func modesAndTimes() throws {
        _ = try export(
            scratch.tree([
                (path: "plain", mode: "100644", content: []), (path: "run", mode: "100755", content: []),
                (path: "odd", mode: "100664", content: []), (path: "dir/file", mode: "100644", content: []),
                (path: "link", mode: "120000", content: Array("dir/file".utf8)),
            ]))
        let modes: [(String, mode_t)] = [
            (".", 0o40755), ("plain", 0o100644), ("run", 0o100755), ("odd", 0o100644), ("dir", 0o40755),
            ("dir/file", 0o100644), ("link", 0o120777),
        ]
        for (path, mode) in modes {
            let found = try status(path)
            #expect(found.st_mode == mode, "\(path)")
            #expect(found.st_mtim.tv_sec == 315_532_801 && found.st_mtim.tv_nsec == 0, "\(path)")
        }
    }

    @Test("odd names stay the bytes they are")
    func oddNames() throws {
        let names: [[UInt8]] = [
            Array("-rf".utf8), Array("a\nb".utf8), Array("$(touch x)".utf8), [0xFF, 0xC0], Array("\u{1B}[2J".utf8),
            Array("ä".utf8), Array("a\u{308}".utf8), Array(" ".utf8), Array("*".utf8),
        ].sorted { $0.lexicographicallyPrecedes($1) }
        let blob = try scratch.blob("x")
        let report = try export(scratch.rawTree(names.map { .init("100644", blob, bytes: $0) }))
        #expect(report.files == names.count)
        for name in names {
            var status = stat()
            let path = Array(destination.utf8) + [UInt8(ascii: "/")] + name + [0]
            #expect(lstat(path.map { CChar(bitPattern: $0) }, &status) == 0)
        }
        #expect(
            report.warnings.map(\.description) == [
                #"the file name "\033[2J" has control characters or is not UTF-8"#,
                #"the file name "a\nb" has control characters or is not UTF-8"#,
                #"the file name "\377\300" has control characters or is not UTF-8"#,
            ])
    }

    @Test("submodules and LFS pointers are kept with one warning each")
    func warnings() throws {
        let pointer =
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "a", count: 64))\nsize 5\n"
        let report = try export(
            scratch.tree([
                (path: "vendor/lib", mode: "160000", content: []),
                (path: "film.mp4", mode: "100644", content: Array(pointer.utf8)),
            ]))
        #expect(
            report.warnings.map(\.description) == [
                "film.mp4 is a Git LFS pointer, the file itself was not pushed with the commit",
                "submodule vendor/lib is not fetched, its directory stays empty",
            ])
        #expect(report.submodules == 1 && report.largeFilePointers == 1)
        #expect(try status("vendor/lib").st_mode == 0o40755)
        #expect(try FileManager.default.contentsOfDirectory(atPath: destination + "/vendor/lib") == [])
        #expect(try Data(contentsOf: URL(filePath: destination + "/film.mp4")) == Data(pointer.utf8))
    }

    @Test("warnings are bounded, counts are not")
    func manyWarnings() throws {
        let report = try export(
            scratch.tree((0..<30).map { (path: "s\($0)", mode: "160000", content: []) }))
        #expect(report.warnings.count == 10)
        #expect(report.submodules == 30)
    }

    @Test("links inside stay links", arguments: ["file", "dir/../file", "missing", "."])
    func linkInside(target: String) throws {
        let report = try export(
            scratch.tree([
                (path: "file", mode: "100644", content: Array("x".utf8)),
                (path: "dir/link", mode: "120000", content: Array("../\(target)".utf8)),
            ]))
        #expect(report.files == 2)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: destination + "/dir/link") == "../\(target)")
    }

    @Test("an existing destination is left alone")
    func existing() throws {
        #expect(mkdir(destination, 0o700) == 0)
        try Data("mine".utf8).write(to: URL(filePath: destination + "/mine"))
        let error = #expect(throws: GitError.self) { try export(scratch.tree(["a": "b"])) }
        #expect(error?.code == .alreadyExists)
        #expect(try FileManager.default.contentsOfDirectory(atPath: destination) == ["mine"])
    }

    @Test("limits name themselves and leave nothing")
    func limits() throws {
        let tree = try scratch.tree(["a/b/c": "12345", "d": "123456"])
        let cases: [(TreeExport.Limits, String)] = [
            (.init(entries: 3), "the commit has more than 3 files and directories"),
            (.init(depth: 1), "directories are nested deeper than 1 at a/b"),
            (.init(totalBytes: 10), "the files of the commit have more than 10 bytes together"),
            (.init(fileBytes: 5), "d has 6 bytes, the limit for one file is 5"),
        ]
        for (limits, message) in cases {
            #expect(throws: GitError(.tooLarge, message)) { try export(tree, limits: limits) }
            #expect(!exists)
        }
        _ = try export(tree, limits: .init(entries: 4, depth: 2, totalBytes: 11, fileBytes: 6))
    }

    @Test("a tree that repeats itself without end meets the limit of entries")
    func bomb() throws {
        var tree = try scratch.tree(["f": "x"])
        for _ in 0..<20 { tree = try scratch.rawTree((0..<10).map { .init("40000", tree, "d\($0)") }) }
        let error = #expect(throws: GitError.self) { try export(tree, limits: .init(entries: 5_000)) }
        #expect(error?.code == .tooLarge)
        #expect(!exists)
    }

    @Test("a missing or damaged blob ends the export and leaves nothing")
    func damaged() throws {
        let missing = try scratch.rawTree([
            .init("100644", try scratch.blob("first"), "a"),
            .init("100644", String(repeating: "ab", count: 20), "b"),
        ])
        #expect(#expect(throws: GitError.self) { try export(missing) }?.code == .notFound)
        #expect(!exists)
        let good = try scratch.blob("written first")
        let victim = try scratch.blob("12345")
        let other = try scratch.blob("54321")
        func file(_ id: String) -> String { "\(scratch.repository)/objects/\(id.prefix(2))/\(id.dropFirst(2))" }
        try FileManager.default.removeItem(atPath: file(victim))
        try FileManager.default.copyItem(atPath: file(other), toPath: file(victim))
        let tree = try scratch.rawTree([.init("100644", good, "a"), .init("100644", victim, "b")])
        #expect(#expect(throws: GitError.self) { try export(tree) }?.code == .corruptObject)
        #expect(!exists)
    }

    @Test("an export can be stopped, and leaves nothing")
    func canceled() throws {
        let tree = try scratch.tree(["a": "1", "b": "2", "c": "3"])
        // Three entries are examined, the fifth question comes while the second is written.
        var questions = 0
        let error = #expect(throws: GitError.self) {
            try repository.export(tree: #require(ObjectID(tree)), to: destination) {
                questions += 1
                return questions < 5
            }
        }
        #expect(error?.code == .canceled)
        #expect(!exists)
    }
}
