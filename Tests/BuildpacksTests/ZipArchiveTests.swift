import BuildpackLifecycle
import Foundation
import TestSupport
import Testing

@testable import ApplicationImages
@testable import Buildpacks

/// Zip archives as source: those of Info-ZIP, and those of somebody who means harm.
@Suite struct ZipArchiveTests {
    /// An entry of a crafted archive; what is not said is consistent.
    private struct Entry {
        var name: String
        var content = "x"
        var mode = 0o100644
        var method = 0
        var flags = 0
        var declaredSize: Int?
        var isUnix = true
    }

    private func littleEndian(_ value: Int, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private func checksum(_ bytes: [UInt8]) -> Int {
        var checksum = CRC32()
        bytes.withUnsafeBytes { checksum.update($0) }
        return Int(checksum.value)
    }

    /// Lays an archive out by hand, as APPNOTE 4.3 describes it.
    private func archive(_ entries: [Entry]) -> [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let content = Array(entry.content.utf8)
            let name = Array(entry.name.utf8)
            let common =
                littleEndian(entry.flags, 2) + littleEndian(entry.method, 2) + littleEndian(0, 4)
                + littleEndian(checksum(content), 4) + littleEndian(content.count, 4)
                + littleEndian(entry.declaredSize ?? content.count, 4) + littleEndian(name.count, 2)
            directory += [0x50, 0x4B, 1, 2, 30, entry.isUnix ? 3 : 0] + littleEndian(20, 2) + common
            directory += littleEndian(0, 8) + littleEndian(entry.mode << 16, 4)
            directory += littleEndian(file.count, 4) + name
            file += [0x50, 0x4B, 3, 4] + littleEndian(20, 2) + common + littleEndian(0, 2) + name + content
        }
        let end =
            [0x50, 0x4B, 5, 6] + littleEndian(0, 4) + littleEndian(entries.count, 2) + littleEndian(entries.count, 2)
            + littleEndian(directory.count, 4) + littleEndian(file.count, 4) + littleEndian(0, 2)
        return file + directory + end
    }

    private func spooled(_ bytes: [UInt8]) throws -> SpooledBytes {
        let content = SpooledBytes()
        try bytes.withUnsafeBytes { try content.append($0) }
        return content
    }

    /// What the archive becomes in a request: `path mode [-> target] [content]` by entry.
    private func unpacked(_ bytes: [UInt8], limits: ZipArchive.Limits = .init()) throws -> [String] {
        let zip = try ZipArchive(spooled(bytes), name: "app.zip", limits: limits)
        let content = SpooledBytes()
        let writer = TarWriter { try content.append($0) }
        try zip.write(to: writer, as: "app")
        try writer.finish()
        var lines: [String] = []
        let reader = content.tarReader()
        while let header = try reader.next() {
            let text = String(decoding: try reader.readContent(limit: 4 << 20), as: UTF8.self)
            let target = header.kind == .symlink ? " -> \(BytePath(header.linkTarget))" : ""
            lines.append("\(header.path) \(String(header.mode, radix: 8))\(target)\(text.isEmpty ? "" : " \(text)")")
        }
        return lines
    }

    @Test func modesLinksAndParentsAreKept() throws {
        let bytes = archive([
            .init(name: "bin/run", content: "#!/bin/sh", mode: 0o100755), .init(name: "b", mode: 0o100640),
            .init(name: "empty/", content: "", mode: 0o040700), .init(name: "bin/up", content: "../b", mode: 0o120777),
            .init(name: "dos.exe", mode: 0, isUnix: false),
        ])
        #expect(
            try unpacked(bytes) == [
                "app/ 755", "app/b 640 x", "app/bin/ 755", "app/bin/run 755 #!/bin/sh", "app/bin/up 777 -> ../b",
                "app/dos.exe 755 x", "app/empty/ 700",
            ])
    }

    /// The `zip` program deflates; its archive has to give what went in, large files and odd names included.
    @Test func archivesOfInfoZipAreRead() async throws {
        let directory = try TemporaryDirectory("cnb-zip")
        let text = String(repeating: "deflate has something to do here\n", count: 50_000)
        try Data(text.utf8).write(to: URL(filePath: directory.file("ä long.txt")))
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("link"), withDestinationPath: "ä long.txt")
        let made = try await Tool.run(
            .init(
                executable: "/usr/bin/zip", arguments: ["-qry", "made.zip", "."],
                environment: ["PATH": "/usr/bin:/bin"], workingDirectory: directory.path))
        try #require(made.status.isSuccess, "\(made.errors)")
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: directory.file("made.zip"))))
        try #require(bytes.count < 100_000)
        let lines = try unpacked(bytes)
        #expect(lines.contains("app/ä long.txt 644 \(text)"))
        #expect(lines.contains("app/link 777 -> ä long.txt"))
        // Whatever byte is wrong, the archive is refused or gives the same; it never crashes or gives other content.
        for position in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400)) {
            var damaged = bytes
            damaged[position] ^= 0x55
            if let other = try? unpacked(damaged) {
                #expect(other.allSatisfy { !$0.hasPrefix("app/ä long.txt") || $0.hasSuffix(" " + text) })
            }
            _ = try? unpacked(Array(bytes[..<position]))
        }
    }

    private func python(_ script: String, in directory: TemporaryDirectory) async throws -> [UInt8] {
        let made = try await Tool.run(
            .init(
                executable: "/usr/bin/python3", arguments: ["-c", script],
                environment: ["PATH": "/usr/bin:/bin"], workingDirectory: directory.path))
        try #require(made.status.isSuccess, "\(made.errors)")
        return [UInt8](try Data(contentsOf: URL(filePath: directory.file("made.zip"))))
    }

    /// Numbers that do not fit are in records of their own (APPNOTE 4.3.14, 4.3.15, 4.5.3): Info-ZIP writes them when it is
    /// told to, Python where there are more entries than 65,535.
    @Test func largeArchivesAreRead() async throws {
        let directory = try TemporaryDirectory("cnb-zip64")
        try Data("one".utf8).write(to: URL(filePath: directory.file("a.txt")))
        let made = try await Tool.run(
            .init(
                executable: "/usr/bin/zip", arguments: ["-fz", "-q", "forced.zip", "a.txt"],
                environment: ["PATH": "/usr/bin:/bin"], workingDirectory: directory.path))
        try #require(made.status.isSuccess, "\(made.errors)")
        let forced = [UInt8](try Data(contentsOf: URL(filePath: directory.file("forced.zip"))))
        #expect(try unpacked(forced) == ["app/ 755", "app/a.txt 644 one"])

        let many = try await python(
            """
            import zipfile
            with zipfile.ZipFile("made.zip", "w") as made:
                for number in range(65600):
                    made.writestr(zipfile.ZipInfo(f"{number:05}"), str(number))
            """, in: directory)
        let locator = try #require(many.suffix(42).prefix(4).elementsEqual([0x50, 0x4B, 6, 7]) ? many.count - 42 : nil)
        let entries = try ZipArchive(spooled(many), name: "app.zip").entries
        #expect(entries.count == 65600)
        #expect(entries.last?.path == "65599")

        // A locator that leads astray, and a record that is none.
        for position in [
            locator + 15, locator, Int(many[locator + 8..<locator + 12].reversed().reduce(0) { $0 << 8 | UInt32($1) }),
        ] {
            var damaged = many
            damaged[position] ^= 0x7F
            let failure = #expect(throws: BuildFailure.self) { try unpacked(damaged) }
            #expect(failure?.message.contains("its directory is not where it says") == true)
        }
    }

    private static let hostile: [(entries: [Entry], sentence: String)] = [
        ([.init(name: "../out")], "../out lies outside of the source"),
        ([.init(name: "/etc/passwd")], "/etc/passwd lies outside of the source"),
        ([.init(name: "a/../../out")], "a/../../out lies outside of the source"),
        ([.init(name: "l", content: "/etc", mode: 0o120777)], "the link l leads out of the source, to /etc"),
        ([.init(name: "d/l", content: "../../x", mode: 0o120777)], "the link d/l leads out of the source"),
        (
            [.init(name: "d/l", content: ".", mode: 0o120777), .init(name: "x", content: "d/l/../..", mode: 0o120777)],
            "the link x leads out of the source"
        ),
        (
            [.init(name: "l", content: "d", mode: 0o120777), .init(name: "l/x")],
            "l/x lies in l, which is no directory"
        ),
        ([.init(name: "a"), .init(name: "a")], "it holds a twice"),
        ([.init(name: "a"), .init(name: "./a")], "it holds a twice"),
        ([.init(name: "dev", mode: 0o020666)], "dev is neither a file, a directory nor a link"),
        ([.init(name: "secret", flags: 1)], "secret is encrypted"),
        ([.init(name: "odd", method: 12)], "odd is compressed by method 12; supported are none and deflate"),
        ([.init(name: "big", declaredSize: 70_000)], "unpacked it has more than 0 MiB"),
        ([.init(name: "short", content: "abc", declaredSize: 2)], "short is larger than it says"),
        ([.init(name: "long", content: "abc", declaredSize: 4)], "long is damaged: its size or checksum is wrong"),
        ([.init(name: "deflated", content: "no deflate", method: 8)], "deflated is damaged"),
        ((0...16).map { .init(name: "f\($0)") }, "it has 17 entries, more than 16"),
    ]

    @Test(arguments: hostile.indices)
    func harmfulArchivesAreRefused(index: Int) throws {
        let (entries, sentence) = Self.hostile[index]
        let failure = #expect(throws: BuildFailure.self) {
            try unpacked(archive(entries), limits: .init(size: 65_536, entries: 16))
        }
        #expect(failure?.message.contains("zip file app.zip cannot be used: ") == true)
        #expect(failure?.message.contains(sentence) == true, "\(failure?.message ?? "")")
    }

    @Test func whatIsNoArchiveIsRefused() throws {
        for bytes in [[], Array("PK".utf8), [UInt8](repeating: 0, count: 100_000)] {
            let failure = #expect(throws: BuildFailure.self) { try unpacked(bytes) }
            #expect(failure?.message.hasSuffix("it is no zip archive, or it ends early") == true)
        }
        // A directory that is said to lie behind the end.
        var bytes = archive([.init(name: "a")])
        bytes[bytes.count - 4] = 0x7F
        let failure = #expect(throws: BuildFailure.self) { try unpacked(bytes) }
        #expect(failure?.message.contains("its directory is not where it says") == true)
    }
}
