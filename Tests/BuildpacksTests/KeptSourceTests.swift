import Foundation
import Glibc
import LinuxSystem
import TestSupport
import Testing

@testable import ApplicationImages
@testable import BuildpackLifecycle
@testable import Buildpacks

/// The application directory that stays between builds, with whatever an earlier build may have left in it.
@Suite struct KeptSourceTests {
    private static let key = SipHash.Key(low: 1, high: 2)
    private let place: TemporaryDirectory
    private var root: BytePath { BytePath(place.path) }

    init() throws { place = try TemporaryDirectory("kept") }

    /// The vectors of the paper, appendix A, and of the reference implementation: key 00…0f, input 00, 01, … .
    @Test(
        arguments: [(0, 0x726F_DB47_DD0E_0E31), (8, 0x93F5_F579_9A93_2462), (15, 0xA129_CA61_49BE_45E5)]
            as [(Int, UInt64)])
    func sipHashIsThePublishedOne(length: Int, expected: UInt64) {
        let key = SipHash.Key(low: 0x0706_0504_0302_0100, high: 0x0F0E_0D0C_0B0A_0908)
        let bytes = (0..<length).map { UInt8($0) }
        for cut in 0...length {
            var hash = SipHash(key)
            bytes[..<cut].withUnsafeBytes { hash.update($0) }
            bytes[cut...].withUnsafeBytes { hash.update($0) }
            #expect(hash.finish() == expected)
        }
    }

    private func write(_ name: String, _ text: String) throws {
        let path = BytePath(place.file(name))
        try FileSystem.makeDirectories(path.parent)
        try FileSystem.write(path, text)
    }

    private func kept(_ names: [String], size: Int64 = 5) throws -> [Bool] {
        let list = SourceList(key: Self.key, files: names.map { .init(path: BytePath($0), size: size) })
        return try KeptSource(root, log: PhaseLog()).compare(list).hashes.map { $0 != nil }
    }

    @Test func contentDecidesNotTheName() throws {
        try write("a", "aaaaa")
        try write("b", "bbbbb")
        let list = SourceList(key: Self.key, files: ["a", "b"].map { .init(path: $0, size: 5) })
        let theirs = try KeptSource(root, log: PhaseLog()).compare(list)
        try write("b", "ccccc")
        var hash = FileHash(Self.key)
        #expect(try hash.of(root.appending("a"))?.hash == theirs.hashes[0])
        #expect(try hash.of(root.appending("b"))?.hash != theirs.hashes[1])
    }

    @Test func anotherSizeIsNotKept() throws {
        try write("short", "four")
        #expect(try kept(["short", "missing"]) == [false, false])
    }

    /// A later write to one name would change the other.
    @Test func aFileWithASecondNameIsNotKept() throws {
        try write("a", "aaaaa")
        link(place.file("a"), place.file("b"))
        #expect(try kept(["a", "b"]) == [false, false])
    }

    @Test func linksLeadNowhere() throws {
        try write("real/file", "aaaaa")
        symlink(place.file("real"), place.file("linked"))
        symlink(place.file("real/file"), place.file("link"))
        #expect(try kept(["real/file", "linked/file", "link"]) == [true, false, false])
    }

    @Test func pipesAreNotReadFrom() throws {
        mkfifo(place.file("pipe"), 0o644)
        #expect(try kept(["pipe"], size: 0) == [false])
    }

    @Test func whatIsNoPartOfTheSourceGoes() throws {
        try write("keep/file", "aaaaa")
        try write("keep/stranger", "x")
        try write("node_modules/deep/file", "x")
        chmod(place.file("node_modules"), 0)
        symlink("/etc", place.file("etc"))
        mkfifo(place.file("pipe"), 0o644)
        let source = try KeptSource(root, log: PhaseLog())
        _ = try source.compare(SourceList(key: Self.key, files: [.init(path: "keep/file", size: 5)]))
        source.want("keep")
        try source.keep("keep/file", mode: 0o600)
        try source.removeStrangers()
        #expect(try FileSystem.names(in: root) == [Array("keep".utf8)])
        #expect(try FileSystem.names(in: root.appending("keep")) == [Array("file".utf8)])
        #expect(try FileSystem.status(root.appending("keep/file"))?.mode == 0o600)
        #expect(FileManager.default.fileExists(atPath: "/etc/passwd"))
    }

    @Test func aRequestThatCountsOnWhatIsNotKeptIsRefused() throws {
        let source = try KeptSource(root, log: PhaseLog())
        #expect(throws: BuildpackError.self) { try source.keep("missing", mode: 0o644) }
    }

    @Test func theNextBuildWaitsForThisOne() async throws {
        let path = root
        let first = try KeptSource(path, log: PhaseLog())
        let number = path.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        defer { close(number) }
        #expect(flock(number, LOCK_EX | LOCK_NB) == -1)
        withExtendedLifetime(first) {}
    }

    // MARK: What a buildpack touched

    @Test(arguments: ["write", "times", "mode", "rename", "link", "replace"])
    func everyTouchOfAFileIsSeen(_ touch: String) throws {
        try write("dir/file", "aaaaa")
        let source = ReceivedSource()
        let path = root.appending("dir/file")
        try source.note(path)
        source.settle()
        #expect(source.isUntouched(path, try #require(try FileSystem.status(path))))
        let before = try #require(try FileSystem.status(path))
        switch touch {
        case "write", "times":
            // The same size, and with `times` the same time of modification.
            let file = try FileHandle(forWritingTo: URL(filePath: path.description))
            try file.write(contentsOf: Data("bbbbb".utf8))
            try file.close()
            if touch == "times" {
                let time = timespec(
                    tv_sec: Int(before.modified / 1_000_000_000), tv_nsec: Int(before.modified % 1_000_000_000))
                #expect(utimensat(AT_FDCWD, path.description, [time, time], 0) == 0)
                #expect(try FileSystem.status(path)?.modified == before.modified)
            }
        case "mode": chmod(path.description, 0o755)
        case "rename":
            rename(path.description, place.file("dir/other"))
            rename(place.file("dir/other"), path.description)
        case "link": link(path.description, place.file("dir/other"))
        default:
            try FileSystem.rename(root.appending("dir"), to: root.appending("old"))
            try write("dir/file", "aaaaa")
        }
        #expect(!source.isUntouched(path, try #require(try FileSystem.status(path))))
    }

    // MARK: The platform's side

    @Test func bytesOfFilesAndOfTheSpoolJoin() throws {
        try write("a", "0123456789")
        try write("b", "abcdef")
        let content = SpooledBytes()
        func add(_ text: String) throws { try Array(text.utf8).withUnsafeBytes { try content.append($0) } }
        try add("<")
        content.append(try file("a"))
        content.append(try file("b"))
        try add("><")
        try add(">")
        content.append(try file("a"))
        let all = Array("<0123456789abcdef><>0123456789".utf8)
        #expect(content.count == Int64(all.count))
        for start in 0..<all.count {
            for size in 1...(all.count - start) {
                #expect(try content.read(at: Int64(start), size: size) == Array(all[start..<(start + size)]))
            }
        }
    }

    private func file(_ name: String) throws -> SourceFile {
        let path = root.appending(name)
        return SourceFile(path, try #require(try FileSystem.status(path)))
    }

    @Test func aFileThatChangedMeanwhileEndsTheBuild() throws {
        try write("a", "aaaaa")
        let source = try file("a")
        try FileSystem.remove(root.appending("a"))
        try write("a", "bbbbb")
        let failure = #expect(throws: BuildFailure.self) { try source.open() }
        #expect(failure?.message.contains("changed while it was built; build again") == true)
    }

    @Test func theListSurvivesItsDocument() throws {
        let list = SourceList(
            key: .random(), files: [.init(path: BytePath([0xFF, 0x20, 0x0A]), size: 7), .init(path: "a/b", size: 0)])
        #expect(try SourceList(document: list.document) == list)
        let kept = KeptFiles([nil, 0, .max, 0x0102_0304])
        #expect(try KeptFiles(document: kept.document, count: 4) == kept)
        #expect(throws: BuildpackError.self) { try KeptFiles(document: kept.document, count: 3) }
        #expect(throws: BuildpackError.self) { try SourceList(document: Array("1 2\u{0}1 ../x\u{0}".utf8)) }
    }
}
