import TestSupport
import Testing

/// A tree no git would make of a work tree, and what its push is answered.
enum HostileTree: String, CaseIterable, CustomTestStringConvertible {
    case parentDirectory, path, gitDirectory, nameTwice, unsorted, linkedModules
    case linkToTheHost, linkOutOfTheTree, noFile, submoduleAlone, emptyTreeBelow

    var testDescription: String { rawValue }

    func commit(in scratch: ScratchGit) throws -> String {
        try scratch.commit(scratch.rawTree(entries(in: scratch)))
    }

    private func entries(in scratch: ScratchGit) throws -> [ScratchGit.Entry] {
        let page = try scratch.blob("<p>Hello")
        let commit = String(repeating: "12", count: 20)
        return switch self {
        case .parentDirectory: [.init("100644", page, "..")]
        case .path: [.init("100644", page, "a/b")]
        case .gitDirectory: [.init("40000", try scratch.tree(["config": "[core]"]), ".git")]
        case .nameTwice: [.init("100644", page, "a"), .init("100644", page, "a")]
        case .unsorted: [.init("100644", page, "b"), .init("100644", page, "a")]
        case .linkedModules:
            [.init("120000", try scratch.blob("index.html"), ".gitmodules"), .init("100644", page, "index.html")]
        case .linkToTheHost:
            [.init("120000", try scratch.blob("/etc/shadow"), "a"), .init("100644", page, "index.html")]
        case .linkOutOfTheTree:
            [.init("120000", try scratch.blob("../../x"), "a"), .init("100644", page, "index.html")]
        case .noFile: []
        case .submoduleAlone: [.init("160000", commit, "library")]
        case .emptyTreeBelow: [.init("40000", try scratch.rawTree([]), "a")]
        }
    }

    /// What git says before, where it is git that refuses.
    var reasonOfGit: String? {
        switch self {
        case .parentDirectory: "hasDotdot: contains '..'"
        case .path: "fullPathname: contains full pathnames"
        case .gitDirectory: "hasDotgit: contains '.git'"
        case .nameTwice: "duplicateEntries: contains duplicate file entries"
        case .unsorted: "treeNotSorted: not properly sorted"
        case .linkedModules: "gitmodulesSymlink: .gitmodules is a symbolic link"
        default: nil
        }
    }

    /// The one sentence of the platform.
    func sentence(for commit: String) -> String {
        let short = commit.prefix(7)
        let replace = "replace it by a link to a file inside, or by the file itself"
        return switch self {
        case .linkToTheHost:
            "Push refused: commit \(short): the symbolic link a leads out of the repository, to /etc/shadow; \(replace)"
        case .linkOutOfTheTree:
            "Push refused: commit \(short): the symbolic link a leads out of the repository, to ../../x; \(replace)"
        case .noFile, .submoduleAlone, .emptyTreeBelow:
            "Push refused: commit \(short) has no files; add your application's files, commit and push again"
        default: "Push refused, nothing was stored: git's reason stands above; correct it and push again"
        }
    }
}
