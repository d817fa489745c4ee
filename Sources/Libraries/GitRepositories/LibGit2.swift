import CLibGit2
import Glibc

/// The process-wide state of libgit2 and the one place where its return codes become errors.
enum LibGit2 {
    /// Initialised at first use and never shut down: libgit2 counts users, and a process has one.
    ///
    /// - System, user and XDG configuration are not read: what a repository means must not depend on whose account
    ///   the process runs in.
    /// - The check of the repository's owner is off. It protects people who `cd` into a stranger's directory; here
    ///   every repository is opened by its full path, without search, and belongs to whoever runs this process or a
    ///   sibling service under another account.
    private static let started: Int32 = {
        let count = git_libgit2_init()
        guard count > 0 else { return count }
        for level in [
            GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
        ] {
            _ = shim_git_set_search_path(level.rawValue, "")
        }
        _ = shim_git_set_owner_validation(0)
        _ = shim_git_set_cache_max_size(16 << 20)
        return count
    }()

    static func start() throws(GitError) {
        guard started > 0 else { throw GitError(.unexpected, "libgit2 does not start", cause: "code \(started)") }
    }

    /// Throws what a negative return code means; `subject` completes the sentence `cannot …`.
    static func check(_ code: Int32, _ subject: @autoclosure () -> String) throws(GitError) {
        guard code < 0 else { return }
        throw error(code, "cannot \(subject())")
    }

    /// Must be called on the thread that made the failing call, before any other: libgit2 keeps one error a thread.
    static func error(_ code: Int32, _ message: String) -> GitError {
        var words = "code \(code)"
        var area = GIT_ERROR_NONE
        if let last = git_error_last() {
            area = git_error_t(rawValue: UInt32(bitPattern: last.pointee.klass))
            if let text = last.pointee.message { words = String(cString: text) }
        }
        let meaning = Self.meaning(of: code, area)
        return GitError(meaning, "\(message): \(words)", cause: "libgit2 \(code), class \(area.rawValue)")
    }

    private static func meaning(of code: Int32, _ area: git_error_t) -> GitError.Code {
        switch git_error_code(rawValue: code) {
        case GIT_ENOTFOUND: return .notFound
        case GIT_EEXISTS: return .alreadyExists
        case GIT_EMODIFIED: return .conflict
        case GIT_ELOCKED: return .locked
        case GIT_EINVALIDSPEC, GIT_EAMBIGUOUS: return .invalidName
        case GIT_EMISMATCH: return .corruptObject
        default: break
        }
        switch area {
        case GIT_ERROR_ODB, GIT_ERROR_OBJECT, GIT_ERROR_TREE, GIT_ERROR_ZLIB, GIT_ERROR_INVALID, GIT_ERROR_TAG:
            return .corruptObject
        case GIT_ERROR_OS, GIT_ERROR_FILESYSTEM: return .inputOutput
        default: return .unexpected
        }
    }
}

/// One object of libgit2's, freed when its scope ends.
struct Owned: ~Copyable {
    let pointer: OpaquePointer
    private let release: (OpaquePointer?) -> Void

    /// Takes what `make` produces; `subject` completes the sentence `cannot …` when it fails.
    init(
        _ subject: @autoclosure () -> String, freedBy release: @escaping (OpaquePointer?) -> Void,
        _ make: (inout OpaquePointer?) -> Int32
    ) throws(GitError) {
        var made: OpaquePointer?
        try LibGit2.check(make(&made), subject())
        guard let made else { throw GitError(.unexpected, "cannot \(subject())", cause: "libgit2 gave no object") }
        self.pointer = made
        self.release = release
    }

    deinit { release(pointer) }
}
