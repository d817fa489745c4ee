import CLibGit2
import Glibc

/// A bare repository on this machine's file system.
///
/// **Threads.** A repository is used by one thread at a time, which is why the class is not `Sendable`: open one where
/// it is needed (40 µs), two threads open two. Every method blocks on the file system and belongs on a thread the
/// caller owns, never on the cooperative pool.
public final class GitRepository {
    let pointer: OpaquePointer

    /// The repository's directory, as it was given or as libgit2 found it in the environment.
    public let path: String

    private init(taking pointer: OpaquePointer, path: String) {
        self.pointer = pointer
        self.path = path
    }

    deinit { git_repository_free(pointer) }

    /// Starts libgit2, which else starts at its first use: some 5 ms in which it reads the system's certificates.
    public static func startLibrary() {
        // Whoever opens a repository is told when it does not start.
        try? LibGit2.start()
    }

    /// Opens the repository whose directory is exactly `path`; parent directories and `path/.git` are not tried.
    ///
    /// - Throws: `GitError` with `repositoryMissing` when there is none.
    public static func open(at path: String) throws(GitError) -> GitRepository {
        try LibGit2.start()
        let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue | GIT_REPOSITORY_OPEN_NO_DOTGIT.rawValue
        var made: OpaquePointer?
        let code = git_repository_open_ext(&made, path, flags, nil)
        if code == GIT_ENOTFOUND.rawValue {
            throw GitError(.repositoryMissing, "there is no repository at \(path)")
        }
        try LibGit2.check(code, "open the repository at \(path)")
        guard let made else { throw GitError(.unexpected, "cannot open the repository at \(path)") }
        return GitRepository(taking: made, path: path)
    }

    /// Opens the repository a git hook runs in, as git describes it in the environment.
    ///
    /// `GIT_OBJECT_DIRECTORY` and `GIT_ALTERNATE_OBJECT_DIRECTORIES` are honoured, so that in a `pre-receive` hook the
    /// pushed objects are seen while they are still in quarantine (git-receive-pack(1), "QUARANTINE ENVIRONMENT").
    ///
    /// - Throws: `GitError` with `repositoryMissing` when `GIT_DIR` is not set: nothing is ever searched for.
    public static func openFromHookEnvironment() throws(GitError) -> GitRepository {
        try LibGit2.start()
        guard let directory = getenv("GIT_DIR").map({ String(cString: $0) }), !directory.isEmpty else {
            throw GitError(.repositoryMissing, "GIT_DIR is not set: this program is started by git, as a hook")
        }
        var made: OpaquePointer?
        let code = git_repository_open_ext(&made, nil, GIT_REPOSITORY_OPEN_FROM_ENV.rawValue, nil)
        if code == GIT_ENOTFOUND.rawValue {
            throw GitError(.repositoryMissing, "there is no repository at \(directory), which GIT_DIR names")
        }
        try LibGit2.check(code, "open the repository at \(directory)")
        guard let made else { throw GitError(.unexpected, "cannot open the repository at \(directory)") }
        return GitRepository(taking: made, path: directory)
    }

    /// Creates an empty bare repository in the new directory `path`, whose parent exists.
    ///
    /// Nothing comes from a template or from anybody's configuration: the result holds `HEAD`, `config`, `objects`
    /// and `refs` only.
    ///
    /// - Throws: `GitError` with `alreadyExists` when `path` exists, whatever it is.
    public static func createBare(at path: String, initialBranch: String = "main") throws(GitError) -> GitRepository {
        try LibGit2.start()
        guard mkdir(path, 0o750) == 0 else {
            guard errno != EEXIST else { throw GitError(.alreadyExists, "\(path) exists already") }
            throw .operatingSystem("create \(path)")
        }
        do {
            return try initialize(path, initialBranch)
        } catch {
            try? FileTree.remove(path)
            throw error
        }
    }

    private static func initialize(_ path: String, _ branch: String) throws(GitError) -> GitRepository {
        var options = git_repository_init_options()
        try LibGit2.check(
            git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)),
            "prepare the repository at \(path)")
        options.flags = GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_NO_REINIT.rawValue
        var made: OpaquePointer?
        let code = branch.withCString { head in
            options.initial_head = head
            return git_repository_init_ext(&made, path, &options)
        }
        try LibGit2.check(code, "create the repository at \(path)")
        guard let made else { throw GitError(.unexpected, "cannot create the repository at \(path)") }
        let repository = GitRepository(taking: made, path: path)
        // libgit2 writes a few sample files of its own; they mean nothing here.
        for name in ["hooks", "info"] where access("\(path)/\(name)", F_OK) == 0 {
            try FileTree.remove("\(path)/\(name)")
        }
        unlink("\(path)/description")
        return repository
    }
}
