/// Which names in a tree may become names on a file system.
enum EntryName {
    /// Why the name is never written, as the end of the sentence `… holds the name "x", which …`; `nil` when it may be.
    ///
    /// Control characters, leading hyphens and bytes that are not UTF-8 are allowed: they are odd, not dangerous, as
    /// long as no shell sees them.
    static func refusal(of name: [UInt8]) -> String? {
        if name.isEmpty { return "is empty" }
        if name == Array(".".utf8) || name == Array("..".utf8) { return "names a directory above" }
        if name.contains(UInt8(ascii: "/")) || name.contains(0) { return "is a path, not a name" }
        if name.count > 255 { return "is longer than the 255 bytes a file system takes" }
        if isGitDirectory(name) { return "a file system may take for a .git directory" }
        return nil
    }

    static func isUnusual(_ name: [UInt8]) -> Bool {
        guard let text = String(validating: name, as: UTF8.self) else { return true }
        return text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// `.git` as ext4, HFS+ or NTFS understand it, the same spellings git-fsck(1) calls `hasDotgit`.
    private static func isGitDirectory(_ name: [UInt8]) -> Bool {
        if lowercased(withoutIgnorables(name)) == dotGit { return true }
        return name.split(separator: UInt8(ascii: "\\"), omittingEmptySubsequences: true).contains { part in
            let stem = part.prefix { $0 != UInt8(ascii: ":") }
            let end = stem.lastIndex { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: ".") }
            guard let end else { return false }
            let trimmed = lowercased(Array(stem[...end]))
            return trimmed == dotGit || trimmed == shortName
        }
    }

    private static let dotGit = Array(".git".utf8)
    /// The 8.3 name NTFS gives the first `.git` of a directory.
    private static let shortName = Array("git~1".utf8)

    private static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    }

    /// The name without the code points HFS+ ignores when it compares: U+200C–200F, 202A–202E, 206A–206F, FEFF.
    private static func withoutIgnorables(_ name: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        var index = 0
        while index < name.count {
            if index + 2 < name.count, isIgnorable(name[index], name[index + 1], name[index + 2]) {
                index += 3
            } else {
                kept.append(name[index])
                index += 1
            }
        }
        return kept
    }

    private static func isIgnorable(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
        switch (first, second, third) {
        case (0xE2, 0x80, 0x8C...0x8F), (0xE2, 0x80, 0xAA...0xAE), (0xE2, 0x81, 0xAA...0xAF), (0xEF, 0xBB, 0xBF): true
        default: false
        }
    }
}
