import Foundation
import LinuxSystem
import TestSupport
import Testing

/// What bad input gets: one clear sentence, nothing half-stored, no process left behind.
extension Stories {
    @Test(arguments: HostileTree.allCases)
    func hostileTreeIsRefused(_ tree: HostileTree) async throws {
        let mallory = try await Developer(on: platform(), fixture: nil)
        let scratch = try ScratchGit()
        let commit = try tree.commit(in: scratch)
        let push = try await mallory.push(commit, from: scratch)
        #expect(push.status == .exited(1))
        if let reason = tree.reasonOfGit { #expect(push.errors.contains(reason), "\(push.errors)") }
        #expect(failureLines(in: push.errors) == [tree.sentence(for: commit)], "\(push.errors)")
        try await mallory.expectNothingStored()
    }

    @Test(arguments: BrokenPack.allCases)
    func brokenPackIsRefused(_ broken: BrokenPack) async throws {
        let mallory = try await Developer(on: platform(), fixture: nil)
        let scratch = try ScratchGit()
        let commit = try scratch.commit(scratch.tree(["index.html": "<p>Hello", "about.html": "<p>About"]))
        let push = try await mallory.send(pack: broken.bytes(of: commit, in: scratch), for: commit)
        #expect(push.status == .exited(1))
        #expect(push.output.contains("ng refs/heads/main "), "\(push.output) \(push.errors)")
        #expect(
            failureLines(in: push.errors) == [
                "Push refused, nothing was stored: git's reason stands above; correct it and push again"
            ], "\(push.errors)")
        try await mallory.expectNothingStored()
    }

    /// The platform of the stories takes 20 MiB a push.
    @Test func pushOverTheSizeLimitIsRefused() async throws {
        let alice = try await Developer(on: platform(), fixture: "static-site")
        let source = try #require(FileHandle(forReadingAtPath: "/dev/urandom"))
        let noise = try #require(try source.read(upToCount: 21 << 20))
        try noise.write(to: URL(fileURLWithPath: "\(alice.repository)/film.mp4"))
        try await alice.commit("Add a film")
        let push = try await alice.push("main")
        #expect(push.status == .exited(1))
        #expect(
            failureLines(in: push.errors) == [
                "Push refused, nothing was stored: one push may send 20 MiB; push the history in parts, "
                    + "or keep large files out of the repository"
            ], "\(push.errors)")
        try await alice.expectNothingStored()
    }

    /// Nobody's terminal gets what a file name says.
    @Test func oddFileNamesAreBuiltWithOneWarning() async throws {
        let alice = try await Developer(on: platform(), fixture: nil)
        let scratch = try ScratchGit()
        let page = try scratch.blob("<p>Hello")
        let names: [[UInt8]] = [
            Array("\u{1B}[2J\u{1B}]0;owned\u{7}".utf8), Array("$(touch owned)".utf8), Array("--help".utf8),
            Array("-rf".utf8), Array("a\nremote: fake".utf8), Array("index.html".utf8), [0xFF, 0xFE],
        ]
        let commit = try scratch.commit(scratch.rawTree(names.map { .init("100644", page, bytes: $0) }))
        let push = try await alice.push(commit, from: scratch)
        #expect(push.status == .exited(0), "\(push.errors)")
        let warnings = push.errors.split(whereSeparator: \.isNewline).filter { $0.contains("warning: ") }
        #expect(warnings.count == 1, "\(warnings)")
        #expect(warnings.first?.contains("has control characters or is not UTF-8") == true)
        #expect(!push.errors.contains("\u{1B}") && !push.errors.contains("\u{7}"))
        #expect(!push.errors.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("remote: fake") })
        #expect(try await alice.browse().body.contains("Hello"))
        try await alice.expectNothingRuns()
    }

    @Test func submodulesAndLargeFilePointersAreBuiltWithOneWarningEach() async throws {
        let alice = try await Developer(on: platform(), fixture: nil)
        let scratch = try ScratchGit()
        let pointer =
            "version https://git-lfs.github.com/spec/v1\noid sha256:\(String(repeating: "a", count: 64))\nsize 5\n"
        let commit = try scratch.commit(
            scratch.tree([
                (path: "index.html", mode: "100644", content: Array("<p>Hello".utf8)),
                (path: "a.mp4", mode: "100644", content: Array(pointer.utf8)),
                (path: "b.mp4", mode: "100644", content: Array(pointer.utf8)),
                (path: "library", mode: "160000", content: []), (path: "theme", mode: "160000", content: []),
            ]))
        let push = try await alice.push(commit, from: scratch)
        #expect(push.status == .exited(0), "\(push.errors)")
        let warnings = push.errors.split(whereSeparator: \.isNewline).filter { $0.contains("warning: ") }
        #expect(warnings.count == 2, "\(warnings)")
        #expect(push.errors.contains("warning: a.mp4 is a Git LFS pointer"))
        #expect(
            push.errors.contains("warning: submodule library is not fetched, its directory stays empty (and 1 more)"))
        #expect(try await alice.browse().body.contains("Hello"))
        try await alice.expectNothingRuns()
    }

    @Test func emptyRepositoryHasNothingToPush() async throws {
        let alice = try await Developer(on: platform(), fixture: nil)
        let push = try await alice.push("main")
        #expect(push.status == .exited(1))
        #expect(push.errors.contains("src refspec main does not match any"))
        #expect(try await alice.push("--all").errors.contains("No refs in common and none specified; doing nothing"))
        try await alice.expectNothingStored()
    }
}
