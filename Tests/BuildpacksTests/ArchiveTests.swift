import OCIImages
import TestSupport
import Testing

@testable import ApplicationImages
@testable import BuildpackLifecycle
@testable import Buildpacks

@Suite struct ArchiveTests {
    static func archive(_ entries: [(TarHeader, String)]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let writer = TarWriter { bytes.append(contentsOf: $0) }
        for (header, content) in entries { try writer.append(header, content: Array(content.utf8)) }
        try writer.finish()
        return bytes
    }

    static func source(_ bytes: [UInt8]) -> TarReader.Source {
        var rest = bytes[...]
        return { buffer in
            // Short reads on purpose: a socket gives no more.
            let count = min(buffer.count, rest.count, 100)
            buffer.copyBytes(from: rest.prefix(count))
            rest = rest.dropFirst(count)
            return count
        }
    }

    @Test func longAndNonUTF8NamesSurvive() throws {
        let long = BytePath([UInt8](repeating: 0x61, count: 300) + [0xFF])
        let bytes = try Self.archive([(TarHeader(path: long, kind: .regular, mode: 0o640, size: 0), "content")])
        let reader = TarReader(source: Self.source(bytes))
        let header = try #require(try reader.next())
        #expect(header.path == long)
        #expect(header.mode == 0o640)
        #expect(try reader.readContent(limit: 100) == Array("content".utf8))
        #expect(try reader.next() == nil)
    }

    @Test func aDamagedHeaderIsRefused() throws {
        var bytes = try Self.archive([(TarHeader(path: "a", kind: .regular, mode: 0o644), "x")])
        bytes[0] ^= 1
        #expect(throws: BuildpackError.self) { try TarReader(source: Self.source(bytes)).next() }
    }

    /// A layer that comes back from the cache has to be the one that was put there.
    @Test func onlyBitsThatGiveNoRightsOfOthersComeBack() throws {
        let place = try TemporaryDirectory("extracted")
        let bytes = try Self.archive([
            (TarHeader(path: "shared/", kind: .directory, mode: 0o1777), ""),
            (TarHeader(path: "tool", kind: .regular, mode: 0o4755), "x"),
        ])
        let reader = TarReader(source: Self.source(bytes))
        while let header = try reader.next() {
            try TarExtractor(into: BytePath(place.path)).extract(
                header, from: reader, as: TarExtractor.checked(header.path))
        }
        #expect(try FileSystem.status(BytePath(place.file("shared")))?.mode == 0o1777)
        #expect(try FileSystem.status(BytePath(place.file("tool")))?.mode == 0o755)
    }

    /// Names are absolute, as in upstream's layers.
    @Test func namesInLayersBeginWithASlash() throws {
        let directory = TarHeader(path: "layers/t_one/l/", kind: .directory, mode: 0o755)
        let content = try #require(try unpack([directory])?.layers["t/one:l"]?.content)
        let reader = TarReader(source: Self.source(try content.read(at: 0, size: Int(content.count))))
        var names: [String] = []
        while let header = try reader.next() { names.append(header.path.description) }
        #expect(names == ["/layers", "/layers/t_one", "/layers/t_one/l"])
    }

    private static let result = """
        [[buildpacks]]
        id = "t/one"
        version = "1"
        api = "0.10"
        [[built]]
        id = "t/one"
        [[built.layers]]
        name = "l"
        launch = true
        contents = true
        """

    private func unpack(_ entries: [TarHeader], section: String = "t/one:l", isComplete: Bool = true) throws
        -> BuildProduct?
    {
        let begin = { (name: String) in TarHeader(path: BytePath("section/" + name), kind: .regular, mode: 0o644) }
        var all = [(TarHeader(path: "result.toml", kind: .regular, mode: 0o644), Self.result), (begin(section), "")]
        all += entries.map { ($0, "") }
        if isComplete {
            all += [(begin("app"), ""), (TarHeader(path: "workspace/", kind: .directory, mode: 0o755), "")]
            all.append((TarHeader(path: "end", kind: .regular, mode: 0o644), ""))
        }
        return try ResultUnpacker(userID: 1000, groupID: 1000).unpack(
            Self.source(try Self.archive(all)))
    }

    @Test func ownerAndTimeAreNotTheContainersToChoose() throws {
        let honest = TarHeader(path: "layers/t_one/l/", kind: .directory, mode: 0o755)
        var forged = honest
        forged.userID = 0
        forged.groupID = 7
        forged.modified = 1
        let first = try #require(try unpack([honest])?.layers["t/one:l"])
        #expect(try unpack([forged])?.layers["t/one:l"]?.diffID == first.diffID)
    }

    @Test(arguments: [
        TarHeader(path: "layers/t_one/l/../../x", kind: .regular, mode: 0o644),
        TarHeader(path: "/layers/t_one/l/x", kind: .regular, mode: 0o644),
        TarHeader(path: "layers/t_one/lx", kind: .regular, mode: 0o644),
        TarHeader(path: "etc/passwd", kind: .regular, mode: 0o644),
        TarHeader(path: "layers/t_one/l/dev", kind: .other(UInt8(ascii: "3")), mode: 0o644),
        TarHeader(path: "layers/t_one/l/h", kind: .hardLink, mode: 0o644, linkTarget: Array("/etc/shadow".utf8)),
    ])
    func hostileEntriesAreRefused(entry: TarHeader) {
        #expect(throws: BuildpackError.self) { try unpack([entry]) }
    }

    /// A file of the source by name alone: the content is the platform's own, once, and only in the application's layer.
    @Test func filesOfTheSourceComeBackByNameAlone() throws {
        let place = try TemporaryDirectory("source")
        let path = BytePath(place.file("page"))
        try FileSystem.write(path, "content")
        let status = try #require(try FileSystem.status(path))
        func made(_ header: TarHeader, content: String = "", times: Int = 1, in section: String = "app") throws
            -> ContentDigest?
        {
            var left = ["page": SourceFile(path, status)]
            let begin = TarHeader(path: BytePath("section/" + section), kind: .regular, mode: 0o644)
            var entries = [(TarHeader(path: "result.toml", kind: .regular, mode: 0o644), Self.result), (begin, "")]
            entries += Array(repeating: (header, content), count: times)
            entries.append((TarHeader(path: "end", kind: .regular, mode: 0o644), ""))
            let unpacker = ResultUnpacker(
                userID: 1000, groupID: 1000, source: { left.removeValue(forKey: $0.description) })
            return try unpacker.unpack(Self.source(try Self.archive(entries)))?.app.first?.diffID
        }
        func named(_ path: BytePath, target: String? = nil) -> TarHeader {
            TarHeader(path: path, kind: .hardLink, mode: 0o640, linkTarget: target.map { Array($0.utf8) } ?? path.bytes)
        }
        let whole = TarHeader(path: "workspace/page", kind: .regular, mode: 0o640)
        #expect(try made(named("workspace/page")) == made(whole, content: "content"))
        #expect(throws: BuildpackError.self) { try made(named("workspace/page"), times: 2) }
        #expect(throws: BuildpackError.self) { try made(named("workspace/other")) }
        #expect(throws: BuildpackError.self) { try made(named("workspace/other", target: "workspace/page")) }
        #expect(throws: BuildpackError.self) { try made(named("layers/t_one/l/page"), in: "t/one:l") }
    }

    @Test func aLayerNobodyAnnouncedIsRefused() {
        #expect(throws: BuildpackError.self) { try unpack([], section: "t/two:l") }
    }

    @Test func anArchiveCutOffIsNoResult() throws {
        #expect(try unpack([], isComplete: false) == nil)
    }

    @Test func slicesTakeWhatTheyMatchAndTheRestStays() {
        let paths: [(String, Bool)] = [("a", true), ("a/x.js", false), ("b", true), ("b/y.css", false), ("c", false)]
        let plan = SlicePlan(
            entries: paths.map { .init(path: BytePath($0.0), isDirectory: $0.1) },
            slices: [["a"], ["b/*.css", "a/*"]],
            app: "/workspace")
        #expect(plan.layers == [["a", "a/x.js"], ["b", "b/y.css"], ["b", "c"]])
    }

    @Test(arguments: [
        ("node_modules", "deep/node_modules/x.js", true), ("/build", "sub/build", false), ("*.log", "a/b.log", true),
        ("docs/**/x", "docs/a/b/x", true), ("tmp/", "tmp", false),
    ])
    func ignorePatternsAreGits(pattern: String, path: String, isMatch: Bool) {
        #expect(IgnorePatterns([pattern]).matches(BytePath(path), isDirectory: false) == isMatch)
    }

    @Test func compressionDependsOnContentAlone() async throws {
        let content = SpooledBytes()
        for index in 0..<3000 {
            try [UInt8](repeating: UInt8(truncatingIfNeeded: index &* 7), count: 1000).withUnsafeBytes {
                try content.append($0)
            }
        }
        let first = try await GzipCompressor.compress(content)
        let second = try await GzipCompressor.compress(content)
        #expect(first.digest == second.digest)
        let trailer = try first.bytes.read(at: first.bytes.count - 4, size: 4)
        #expect(trailer.reversed().reduce(0) { $0 << 8 | Int($1) } == 3_000_000)
    }
}
