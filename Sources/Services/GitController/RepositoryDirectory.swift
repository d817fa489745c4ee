import GitRepositories
import Glibc
public import PlatformModel

/// The bare repositories of a platform, `<project-uuid>.git` each, in one directory.
///
/// A path is made of a ``ProjectID`` and nothing else, so no request can name anything outside. Creation and deletion
/// happen by rename(2) inside the directory: at every instant a repository is there as a whole or not at all, whatever
/// dies in between. Calls block, and may come from several threads and processes at once.
public struct RepositoryDirectory: Hashable, Sendable {
    public let path: String

    public init(path: String) {
        self.path = path
    }

    /// Where a project's repository is, or would be.
    public func repository(of project: ProjectID) -> String { "\(path)/\(project).git" }

    /// What is being made or removed; on the same file system, or renaming would not be atomic.
    private var trash: String { "\(path)/.trash" }

    /// Makes the directory where it is missing and removes what an earlier process left half made or half removed.
    ///
    /// Nobody else may be creating or deleting at that time.
    /// - Throws: ``PlatformError`` with code `unavailable` when the directory cannot be used.
    public func prepare() throws(PlatformError) {
        for directory in [path, trash] {
            guard mkdir(directory, 0o700) == 0 || errno == EEXIST else {
                throw Self.failure("cannot create \(directory)", code: errno)
            }
        }
        guard access(path, W_OK | X_OK) == 0 else { throw Self.failure("cannot write to \(path)", code: errno) }
        try Self.translating { () throws(GitError) in try FileTree.removeContents(of: trash) }
    }

    /// Creates an empty repository with HEAD at `main`.
    ///
    /// - Throws: ``PlatformError``: `alreadyExists`, `unavailable`.
    public func create(_ project: ProjectID) throws(PlatformError) {
        let destination = repository(of: project)
        guard !exists(destination) else { throw Self.alreadyExists(project) }
        let draft = fresh("new", project)
        try Self.translating { () throws(GitError) in _ = try GitRepository.createBare(at: draft) }
        // A directory never replaces one that is not empty (rename(2)), and no repository is empty.
        guard rename(draft, destination) == 0 else {
            let code = errno
            try? FileTree.remove(draft)
            guard ![EEXIST, ENOTEMPTY, ENOTDIR].contains(code) else { throw Self.alreadyExists(project) }
            throw Self.failure("cannot create the repository of project \(project)", code: code)
        }
    }

    /// Takes a repository out of sight, in one step; what is returned is the path to remove afterwards.
    ///
    /// - Throws: ``PlatformError``: `notFound`, `unavailable`.
    func discard(_ project: ProjectID) throws(PlatformError) -> String {
        let grave = fresh("old", project)
        guard rename(repository(of: project), grave) == 0 else {
            let code = errno
            guard code != ENOENT else {
                throw PlatformError(.notFound, "project \(project) has no repository")
            }
            throw Self.failure("cannot delete the repository of project \(project)", code: code)
        }
        return grave
    }

    /// Removes the files of a discarded repository. What is left when it fails goes with the next ``prepare()``.
    func remove(_ grave: String) throws(PlatformError) {
        try Self.translating { () throws(GitError) in try FileTree.remove(grave) }
    }

    private func fresh(_ kind: String, _ project: ProjectID) -> String {
        "\(trash)/\(kind)-\(project)-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    }

    private func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private static func alreadyExists(_ project: ProjectID) -> PlatformError {
        PlatformError(.alreadyExists, "project \(project) has a repository already")
    }

    private static func failure(_ message: String, code: CInt) -> PlatformError {
        PlatformError(.unavailable, "\(message): \(String(cString: strerror(code)).lowercased())")
    }

    private static func translating(_ body: () throws(GitError) -> Void) throws(PlatformError) {
        do throws(GitError) { try body() } catch { throw PlatformError(.unavailable, error.message, cause: error) }
    }
}
