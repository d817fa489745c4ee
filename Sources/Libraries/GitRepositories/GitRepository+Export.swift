extension GitRepository {
    /// Finds out whether `export` would refuse the tree, without writing anything.
    ///
    /// - Throws: what `export` throws before it writes.
    public func examineExport(
        of tree: ObjectID, limits: TreeExport.Limits = TreeExport.Limits()
    ) throws(GitError) {
        _ = try ExportPlan(of: tree, in: self, limits: limits, shouldContinue: { true })
    }

    /// Writes the files of `tree` into the new directory `destination`, byte for byte.
    ///
    /// No attribute, filter or line-ending rule applies. Files get mode 0644 or 0755 whatever the umask, everything
    /// gets `modificationTime` (seconds since 1970), names stay the bytes they are. Submodules become empty
    /// directories. The whole tree is examined before the first byte is written; when anything fails, `destination`
    /// is removed again.
    ///
    /// - Parameter shouldContinue: asked before every entry; `false` ends the export with `canceled`.
    /// - Throws: `unsafeContent` for names no checkout may contain (`..`, `.git` in any spelling, names with `/`, one
    ///   name twice) and for symbolic links that lead out of the tree; `tooLarge` when a limit is passed;
    ///   `alreadyExists` when `destination` exists; `corruptObject`, `notFound`, `inputOutput`.
    public func export(
        tree: ObjectID, to destination: String, limits: TreeExport.Limits = TreeExport.Limits(),
        modificationTime: Int64 = TreeExport.constantTime, shouldContinue: () -> Bool = { true }
    ) throws(GitError) -> TreeExport.Report {
        let plan = try ExportPlan(of: tree, in: self, limits: limits, shouldContinue: shouldContinue)
        let writer = try ExportWriter(destination: destination, modificationTime: modificationTime)
        do {
            return try writer.write(plan, from: self, shouldContinue: shouldContinue)
        } catch {
            try? FileTree.remove(destination)
            throw error
        }
    }
}
