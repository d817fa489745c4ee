import CLibGit2

/// A name in `refs/` and the object it leads to.
public struct GitReference: Hashable, Sendable {
    public let name: String
    public let target: ObjectID

    public init(name: String, target: ObjectID) {
        self.name = name
        self.target = target
    }
}

extension GitRepository {
    /// The object `name` (full, as `refs/heads/main`, or `HEAD`) leads to, symbolic references followed; `nil` when
    /// there is no such reference.
    public func target(of name: String) throws(GitError) -> ObjectID? {
        var oid = git_oid()
        let code = git_reference_name_to_id(&oid, pointer, name)
        if code == GIT_ENOTFOUND.rawValue { return nil }
        try LibGit2.check(code, "read \(name)")
        return ObjectID(oid)
    }

    /// Makes a reference that must not exist yet.
    ///
    /// - Throws: `alreadyExists`, `locked`, `invalidName`.
    public func createReference(_ name: String, at target: ObjectID) throws(GitError) {
        var oid = target.oid
        _ = try Owned("create \(name)", freedBy: git_reference_free) { made in
            git_reference_create(&made, pointer, name, &oid, 0, nil)
        }
    }

    /// Moves a reference, but only while it still leads to `expected` (compare and swap).
    ///
    /// - Throws: `conflict` when it leads elsewhere or is gone, `locked` when another process is changing it.
    public func moveReference(_ name: String, from expected: ObjectID, to target: ObjectID) throws(GitError) {
        var new = target.oid
        var old = expected.oid
        do {
            _ = try Owned("move \(name)", freedBy: git_reference_free) { made in
                git_reference_create_matching(&made, pointer, name, &new, 1, &old, nil)
            }
        } catch  where error.code == .notFound || error.code == .conflict {
            throw try movedElsewhere(name, expected)
        }
    }

    /// Removes a reference, but only while it still leads to `expected`.
    ///
    /// - Throws: `conflict` when it leads elsewhere or is gone, `locked` when another process is changing it.
    public func deleteReference(_ name: String, expecting expected: ObjectID) throws(GitError) {
        let reference = try openReference(name, expecting: expected)
        guard let target = git_reference_target(reference.pointer), ObjectID(target.pointee) == expected else {
            throw try movedElsewhere(name, expected)
        }
        // libgit2 compares again under the reference's lock.
        let code = git_reference_delete(reference.pointer)
        if code == GIT_EMODIFIED.rawValue || code == GIT_ENOTFOUND.rawValue { throw try movedElsewhere(name, expected) }
        try LibGit2.check(code, "delete \(name)")
    }

    /// All references whose full name matches `glob` (as `refs/heads/*`; `*` crosses slashes), sorted by name.
    ///
    /// Symbolic references and those that lead nowhere are left out.
    public func references(matching glob: String = "refs/*") throws(GitError) -> [GitReference] {
        let iterator = try Owned("list \(glob)", freedBy: git_reference_iterator_free) { made in
            git_reference_iterator_glob_new(&made, pointer, glob)
        }
        var found: [GitReference] = []
        while true {
            var next: OpaquePointer?
            let code = git_reference_next(&next, iterator.pointer)
            if code == GIT_ITEROVER.rawValue { break }
            try LibGit2.check(code, "list \(glob)")
            defer { git_reference_free(next) }
            guard let next, let name = git_reference_name(next), let target = git_reference_target(next) else {
                continue
            }
            found.append(GitReference(name: String(cString: name), target: ObjectID(target.pointee)))
        }
        return found.sorted { $0.name < $1.name }
    }

    /// Whether git accepts `name` as a full reference name (git-check-ref-format(1)).
    public static func isValidReferenceName(_ name: String) -> Bool {
        guard (try? LibGit2.start()) != nil, !name.utf8.contains(0) else { return false }
        var valid: Int32 = 0
        return git_reference_name_is_valid(&valid, name) == 0 && valid == 1
    }

    private func openReference(_ name: String, expecting expected: ObjectID) throws(GitError) -> Owned {
        do {
            return try Owned("delete \(name)", freedBy: git_reference_free) { made in
                git_reference_lookup(&made, pointer, name)
            }
        } catch  where error.code == .notFound {
            throw try movedElsewhere(name, expected)
        }
    }

    private func movedElsewhere(_ name: String, _ expected: ObjectID) throws(GitError) -> GitError {
        let now = try target(of: name)
        return GitError(
            .conflict,
            "\(name) is \(now.map { "at \($0.abbreviated)" } ?? "gone"), not at \(expected.abbreviated) any more")
    }
}
