/// How a tree is written to a directory, and what came of it.
public enum TreeExport {
    /// Bounds on what a pushed tree may make this machine write; the first one passed ends the export.
    public struct Limits: Hashable, Sendable {
        /// Files, links and directories together.
        public var entries: Int
        /// Directories inside each other.
        public var depth: Int
        /// Bytes of all files together.
        public var totalBytes: UInt64
        /// Bytes of one file, which is held in memory once while it is written.
        public var fileBytes: UInt64

        public init(
            entries: Int = 250_000, depth: Int = 128, totalBytes: UInt64 = 4 << 30, fileBytes: UInt64 = 1 << 30
        ) {
            self.entries = entries
            self.depth = depth
            self.totalBytes = totalBytes
            self.fileBytes = fileBytes
        }
    }

    /// Something in the tree that is written in a way the author may not expect.
    public enum Warning: Hashable, Sendable, CustomStringConvertible {
        case submodule(TreePath)
        case largeFilePointer(TreePath)
        case unusualName(TreePath)

        public var description: String {
            switch self {
            case .submodule(let path): "submodule \(path) is not fetched, its directory stays empty"
            case .largeFilePointer(let path):
                "\(path) is a Git LFS pointer, the file itself was not pushed with the commit"
            case .unusualName(let path): "the file name \(path) has control characters or is not UTF-8"
            }
        }
    }

    /// What was written.
    public struct Report: Hashable, Sendable {
        /// Regular files and symbolic links.
        public internal(set) var files = 0
        public internal(set) var directories = 0
        public internal(set) var bytes: UInt64 = 0
        /// In the tree's order, each kind cut off after `warningLimit`; the counts are complete.
        public internal(set) var warnings: [Warning] = []
        public internal(set) var submodules = 0
        public internal(set) var largeFilePointers = 0

        static let warningLimit = 10
    }

    /// 1980-01-01 00:00:01 UTC, the time Cloud Native Buildpacks give every file of an image.
    public static let constantTime: Int64 = 315_532_801
}
