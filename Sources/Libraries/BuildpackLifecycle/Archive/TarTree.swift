import Glibc
import LinuxSystem

/// Writes a directory tree into an archive: depth first, names in byte order, so that the same tree gives the same bytes.
public struct TarTree {
    /// Which entries are wanted, by path below the tree's root; a directory that is not wanted is not entered.
    public typealias Filter = (_ path: BytePath, _ isDirectory: Bool) -> Bool

    /// Which files the reader has already, told by a hard link to their own name in place of their content.
    package typealias Known = (_ path: BytePath, _ status: FileStatus) -> Bool

    /// Told of each regular file: its path, and what it was when it was read.
    package typealias Witness = (_ path: BytePath, _ status: FileStatus) -> Void

    private let writer: TarWriter
    private let filter: Filter?
    private let isKnown: Known?
    private let witness: Witness?
    private var buffer = [UInt8](repeating: 0, count: 256 * 1024)

    public init(writer: TarWriter, filter: Filter? = nil) {
        self.init(writer: writer, filter: filter, known: nil)
    }

    package init(writer: TarWriter, filter: Filter? = nil, known: Known?, witness: Witness? = nil) {
        self.writer = writer
        self.filter = filter
        isKnown = known
        self.witness = witness
    }

    /// Adds `root` itself as `name`, and everything below it. Sockets, pipes and devices are refused by name.
    public mutating func add(_ root: BytePath, as name: BytePath) throws {
        guard let status = try FileSystem.status(root) else {
            throw BuildpackError(.system, "cannot read \(root): no such file or directory")
        }
        try add(root, as: name, status: status, relative: BytePath([]))
    }

    /// Adds the one entry `path` as `name`, without what is below it.
    public mutating func addSingle(_ path: BytePath, as name: BytePath) throws {
        guard let status = try FileSystem.status(path) else { return }
        try addEntry(path, as: name, status: status)
    }

    private mutating func add(_ path: BytePath, as name: BytePath, status: FileStatus, relative: BytePath) throws {
        try addEntry(path, as: name, status: status)
        guard status.kind == .directory else { return }
        for child in try FileSystem.names(in: path) {
            let inner = path.appending(child)
            let innerRelative = relative.appending(child)
            guard let innerStatus = try FileSystem.status(inner) else { continue }
            if let filter, !filter(innerRelative, innerStatus.kind == .directory) { continue }
            try add(inner, as: name.appending(child), status: innerStatus, relative: innerRelative)
        }
    }

    private mutating func addEntry(_ path: BytePath, as name: BytePath, status: FileStatus) throws {
        switch status.kind {
        case .directory:
            try writer.append(TarHeader(path: name.appending([]), kind: .directory, mode: status.mode))
        case .symlink:
            let target = try FileSystem.linkTarget(path)
            try writer.append(TarHeader(path: name, kind: .symlink, mode: 0o777, linkTarget: target))
        case .regular:
            if let isKnown, isKnown(path, status) {
                try writer.append(
                    TarHeader(path: name, kind: .hardLink, mode: status.mode, linkTarget: name.bytes))
                witness?(path, status)
            } else {
                try addFile(path, as: name)
            }
        case .special:
            throw BuildpackError(
                .unusable,
                "\(path) is a socket, pipe or device, which an image layer cannot hold; remove it in the build")
        }
    }

    private mutating func addFile(_ path: BytePath, as name: BytePath) throws {
        let number = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }
        guard number >= 0 else { throw FileSystem.failure("read", path) }
        let file = Descriptor(owning: number)
        var raw = stat()
        guard fstat(number, &raw) == 0 else { throw FileSystem.failure("look at", path) }
        let status = FileStatus(raw)
        try writer.begin(TarHeader(path: name, kind: .regular, mode: status.mode, size: status.size))
        var remaining = status.size
        while remaining > 0 {
            let count = try buffer.withUnsafeMutableBytes { space -> Int in
                let wanted = UnsafeMutableRawBufferPointer(rebasing: space[..<Int(min(remaining, Int64(space.count)))])
                guard case .bytes(let count) = try file.read(into: wanted) else { return 0 }
                try writer.content(UnsafeRawBufferPointer(rebasing: wanted[..<count]))
                return count
            }
            guard count > 0 else { throw BuildpackError(.system, "\(path) shrank while it was read") }
            remaining -= Int64(count)
        }
        try writer.endContent(size: status.size)
        witness?(path, status)
    }
}
