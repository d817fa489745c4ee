/// Tells whether a file is still the one that was looked at: any write, rename, link or change of mode sets the time of
/// change, which no program can put back.
public struct FileStamp: Sendable, Hashable {
    private let inode: UInt64
    private let size: Int64
    private let modified: Int64
    private let changed: Int64

    public init(_ status: FileStatus) {
        inode = status.inode
        size = status.size
        modified = status.modified
        changed = status.changed
    }
}
