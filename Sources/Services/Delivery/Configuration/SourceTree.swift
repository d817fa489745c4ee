import GitRepositories

/// The files of one commit, as far as the configuration asks about them.
public protocol SourceTree {
    func lookup(_ path: TreePath) throws(GitError) -> TreeLookup
    /// The content of a file of at most `limit` bytes.
    func content(of file: ObjectID, limit: Int) throws(GitError) -> [UInt8]
}

/// The tree of a commit in a repository; objects in quarantine count when the repository was opened by a hook.
public struct CommittedTree: SourceTree {
    private let tree: ObjectID
    private let repository: GitRepository

    public init(_ tree: ObjectID, in repository: GitRepository) {
        self.tree = tree
        self.repository = repository
    }

    public func lookup(_ path: TreePath) throws(GitError) -> TreeLookup {
        try repository.lookup(path, in: tree)
    }

    public func content(of file: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
        try repository.blob(file, limit: limit)
    }
}
