import Testing

@testable import GitRepositories

@Suite("EntryName")
struct EntryNameTests {
    @Test(
        "names that may be written",
        arguments: [
            "a", "-rf", "...", ".gitignore", ".gitmodules", ".github", "git", "git~2", "git~11", "a\nb", "a b", "ä",
            ".gi", "a.git", ".git2", "x:y", "C:\\x", " .git", String(repeating: "a", count: 255), "*", "$(id)",
        ])
    func allowed(name: String) {
        #expect(EntryName.refusal(of: Array(name.utf8)) == nil)
    }

    @Test(
        "names that are never written",
        arguments: [
            "", ".", "..", "a/b", "/etc", ".git", ".GIT", ".Git", "git~1", "GIT~1", ".git ", ".git.", ".git. . ",
            ".git::$INDEX_ALLOCATION", ".git:x", "a\\.git", ".git\\hooks", ".g\u{200C}it", "\u{FEFF}.git",
            ".git\u{206F}", ".GI\u{202A}T", String(repeating: "a", count: 256),
        ])
    func refused(name: String) {
        #expect(EntryName.refusal(of: Array(name.utf8)) != nil)
    }

    @Test("bytes that are not UTF-8 are a name like any other")
    func bytes() {
        #expect(EntryName.refusal(of: [0xFF, 0xFE, 0x80]) == nil)
        #expect(EntryName.isUnusual([0xFF]))
        #expect(EntryName.isUnusual(Array("a\nb".utf8)))
        #expect(!EntryName.isUnusual(Array("naïve".utf8)))
    }
}
