import Glibc

/// What lstat(2) tells of a file.
public struct FileStatus: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
        case regular, directory, symlink
        /// A device, pipe or socket.
        case special
    }

    public var kind: Kind
    /// The permission bits with set-uid, set-gid and sticky.
    public var mode: UInt32
    public var userID: UInt32
    public var size: Int64
    /// Nanoseconds since 1970.
    public var modified: Int64
    /// When content, name or status last changed, in nanoseconds since 1970. No call sets it to a time of choice.
    public var changed: Int64
    public var inode: UInt64
    /// How many names the file has.
    public var links: Int

    package init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .regular
        case S_IFDIR: kind = .directory
        case S_IFLNK: kind = .symlink
        default: kind = .special
        }
        mode = status.st_mode & 0o7777
        userID = status.st_uid
        size = Int64(status.st_size)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
        inode = UInt64(status.st_ino)
        links = Int(status.st_nlink)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
