/// What a path names in a git tree. Symbolic links are reported, never followed.
public enum TreeLookup: Hashable, Sendable {
    case missing
    /// A regular file and its length in bytes.
    case file(ObjectID, size: UInt64)
    /// A regular file with the executable bit.
    case executable(ObjectID, size: UInt64)
    /// A symbolic link, whose blob holds the target.
    case symlink(ObjectID, size: UInt64)
    case directory(ObjectID)
    /// A commit of another repository; its content is not here.
    case submodule(ObjectID)
    /// The path goes on below something that is not a directory: `at` names it, `is` tells what it is.
    indirect case obstructed(at: TreePath, is: TreeLookup)
}
