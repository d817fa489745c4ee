import CLibGit2

/// One name in a tree, exactly as the tree spells it.
struct TreeEntry: Hashable {
    enum Kind: Hashable {
        case file, executable, symlink, directory, submodule
    }

    let name: [UInt8]
    let kind: Kind
    let id: ObjectID
}

/// The entries of one tree object in the tree's own order.
struct TreeListing {
    let entries: [TreeEntry]

    init(of id: ObjectID, in repository: GitRepository) throws(GitError) {
        let tree = try Self.open(id, in: repository)
        var entries: [TreeEntry] = []
        let count = git_tree_entrycount(tree.pointer)
        entries.reserveCapacity(count)
        for index in 0..<count {
            guard let entry = git_tree_entry_byindex(tree.pointer, index), let name = git_tree_entry_name(entry),
                let target = git_tree_entry_id(entry), let kind = TreeEntry.Kind(git_tree_entry_filemode(entry))
            else { throw GitError(.corruptObject, "entry \(index) of tree \(id) is not readable") }
            let bytes = name.withMemoryRebound(to: UInt8.self, capacity: 1) { start in
                Array(UnsafeBufferPointer(start: start, count: Self.length(start)))
            }
            entries.append(TreeEntry(name: bytes, kind: kind, id: ObjectID(target.pointee)))
        }
        self.entries = entries
    }

    private static func open(_ id: ObjectID, in repository: GitRepository) throws(GitError) -> Owned {
        var oid = id.oid
        do {
            return try Owned("read tree \(id)", freedBy: git_tree_free) { made in
                git_tree_lookup(&made, repository.pointer, &oid)
            }
        } catch  where error.code == .notFound {
            guard try repository.contains(id) else { throw error }
            throw GitError(.corruptObject, "\(id) is not a tree")
        }
    }

    private static func length(_ start: UnsafePointer<UInt8>) -> Int {
        var end = start
        while end.pointee != 0 { end += 1 }
        return end - start
    }
}

extension TreeEntry.Kind {
    init?(_ mode: git_filemode_t) {
        switch mode {
        case GIT_FILEMODE_TREE: self = .directory
        case GIT_FILEMODE_BLOB: self = .file
        case GIT_FILEMODE_BLOB_EXECUTABLE: self = .executable
        case GIT_FILEMODE_LINK: self = .symlink
        case GIT_FILEMODE_COMMIT: self = .submodule
        default: return nil
        }
    }
}
