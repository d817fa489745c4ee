import Glibc

/// Removing directories without ever following a symbolic link.
public enum FileTree {
    /// Removes a file, link or directory with everything below it; something that is gone already is no error.
    ///
    /// - Throws: `GitError` with `inputOutput`, naming what could not be removed.
    public static func remove(_ path: String) throws(GitError) {
        try remove(Array(path.utf8), below: AT_FDCWD, shown: path)
    }

    /// Removes everything in a directory and keeps the directory itself, which has to be there.
    public static func removeContents(of path: String) throws(GitError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .operatingSystem("open \(path)") }
        defer { close(descriptor) }
        for child in try names(in: descriptor, shown: path) {
            try remove(child, below: descriptor, shown: "\(path)/\(TreePath.quoted(child))")
        }
    }

    private static func remove(_ name: [UInt8], below parent: Int32, shown: String) throws(GitError) {
        let name = name.map { CChar(bitPattern: $0) } + [0]
        if unlinkat(parent, name, 0) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw .operatingSystem("remove \(shown)") }
        let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw .operatingSystem("open \(shown)") }
        do {
            defer { close(descriptor) }
            for child in try names(in: descriptor, shown: shown) {
                try remove(child, below: descriptor, shown: "\(shown)/\(TreePath.quoted(child))")
            }
        }
        guard unlinkat(parent, name, AT_REMOVEDIR) == 0 || errno == ENOENT else {
            throw .operatingSystem("remove \(shown)")
        }
    }

    private static func names(in directory: Int32, shown: String) throws(GitError) -> [[UInt8]] {
        let copy = dup(directory)
        guard copy >= 0, let stream = fdopendir(copy) else {
            let failure = GitError.operatingSystem("list \(shown)")
            if copy >= 0 { close(copy) }
            throw failure
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != Array(".".utf8) && name != Array("..".utf8) { names.append(name) }
        }
        return names
    }
}
