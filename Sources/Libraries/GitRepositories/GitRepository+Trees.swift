import CLibGit2

extension GitRepository {
    /// What `path` names in `tree`.
    ///
    /// - Throws: `notFound` or `corruptObject` when a tree or blob on the way cannot be read.
    public func lookup(_ path: TreePath, in tree: ObjectID) throws(GitError) -> TreeLookup {
        var found = TreeLookup.directory(tree)
        var reached = TreePath.root
        for name in path.components {
            guard case .directory(let directory) = found else {
                return found == .missing ? .missing : .obstructed(at: reached, is: found)
            }
            found = try entry(name, in: directory, below: reached)
            reached = reached.appending(name)
        }
        return found
    }

    /// The content of a blob of at most `limit` bytes; a larger one is refused before it is read.
    ///
    /// - Throws: `tooLarge`, `notFound`, `corruptObject`.
    public func blob(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8] {
        let size = try blobSize(id)
        guard size <= UInt64(limit) else {
            throw GitError(.tooLarge, "blob \(id.abbreviated) has \(size) bytes, the limit is \(limit)")
        }
        return try withBlob(id) { Array($0) }
    }

    /// Whether `tree` holds at least one file or symbolic link, at whatever depth; empty directories and submodules
    /// do not count. Each distinct tree is read once, so a tree that repeats itself costs no more.
    public func holdsFiles(tree: ObjectID) throws(GitError) -> Bool {
        var seen: Set<ObjectID> = [tree]
        var waiting = [tree]
        while let next = waiting.popLast() {
            for entry in try TreeListing(of: next, in: self).entries {
                switch entry.kind {
                case .file, .executable, .symlink: return true
                case .directory: if seen.insert(entry.id).inserted { waiting.append(entry.id) }
                case .submodule: break
                }
            }
        }
        return false
    }

    private func entry(_ name: [UInt8], in tree: ObjectID, below path: TreePath) throws(GitError) -> TreeLookup {
        guard let entry = try TreeListing(of: tree, in: self).entries.first(where: { $0.name == name }) else {
            return .missing
        }
        switch entry.kind {
        case .directory: return .directory(entry.id)
        case .submodule: return .submodule(entry.id)
        case .file: return .file(entry.id, size: try blobSize(entry.id))
        case .executable: return .executable(entry.id, size: try blobSize(entry.id))
        case .symlink: return .symlink(entry.id, size: try blobSize(entry.id))
        }
    }
}

extension GitRepository {
    /// The length of a blob, read from its header.
    func blobSize(_ id: ObjectID) throws(GitError) -> UInt64 {
        let database = try objectDatabase()
        var oid = id.oid
        var size = 0
        var kind = GIT_OBJECT_INVALID
        try LibGit2.check(git_odb_read_header(&size, &kind, database.pointer, &oid), "read blob \(id)")
        guard kind == GIT_OBJECT_BLOB else { throw GitError(.corruptObject, "\(id) is not a blob") }
        return UInt64(size)
    }

    /// Lends the bytes of a blob. libgit2 checks them against their name (strict hash verification) as it reads.
    func withBlob<Result>(
        _ id: ObjectID, _ body: (UnsafeRawBufferPointer) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        let database = try objectDatabase()
        var oid = id.oid
        let object = try Owned("read blob \(id)", freedBy: git_odb_object_free) { made in
            git_odb_read(&made, database.pointer, &oid)
        }
        guard git_odb_object_type(object.pointer) == GIT_OBJECT_BLOB else {
            throw GitError(.corruptObject, "\(id) is not a blob")
        }
        let bytes = UnsafeRawBufferPointer(
            start: git_odb_object_data(object.pointer), count: git_odb_object_size(object.pointer))
        return try body(bytes)
    }
}
