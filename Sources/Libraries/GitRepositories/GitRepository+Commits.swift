import CLibGit2

/// What a commit says about itself.
public struct GitCommit: Hashable, Sendable {
    public let id: ObjectID
    public let tree: ObjectID
    public let parents: [ObjectID]
    /// The committer's time, in seconds since 1970-01-01 UTC; whatever the pusher's clock said.
    public let committedAt: Int64
    /// The first paragraph of the message on one line; bytes that are not UTF-8 show as U+FFFD.
    public let summary: String
    public let authorName: String
}

extension GitRepository {
    /// Reads one commit.
    ///
    /// - Throws: `notFound` when the object is not there, `corruptObject` when it is not a readable commit.
    public func commit(_ id: ObjectID) throws(GitError) -> GitCommit {
        let commit = try openCommit(id)
        guard let tree = git_commit_tree_id(commit.pointer) else {
            throw GitError(.corruptObject, "commit \(id) names no tree")
        }
        let parents = (0..<git_commit_parentcount(commit.pointer)).compactMap { index in
            git_commit_parent_id(commit.pointer, index).map { ObjectID($0.pointee) }
        }
        return GitCommit(
            id: id, tree: ObjectID(tree.pointee), parents: parents, committedAt: git_commit_time(commit.pointer),
            summary: git_commit_summary(commit.pointer).map { String(cString: $0) } ?? "",
            authorName: git_commit_author(commit.pointer)?.pointee.name.map { String(cString: $0) } ?? "")
    }

    private func openCommit(_ id: ObjectID) throws(GitError) -> Owned {
        var oid = id.oid
        do {
            return try Owned("read commit \(id)", freedBy: git_commit_free) { made in
                git_commit_lookup(&made, pointer, &oid)
            }
        } catch  where error.code == .notFound {
            guard try contains(id) else { throw error }
            throw GitError(.corruptObject, "\(id) is not a commit")
        }
    }

    /// Whether an object of that name can be found, of whatever kind; it is not read.
    public func contains(_ id: ObjectID) throws(GitError) -> Bool {
        let database = try objectDatabase()
        var oid = id.oid
        return git_odb_exists(database.pointer, &oid) == 1
    }

    func objectDatabase() throws(GitError) -> Owned {
        try Owned("open the objects of \(path)", freedBy: git_odb_free) { made in git_repository_odb(&made, pointer) }
    }
}
