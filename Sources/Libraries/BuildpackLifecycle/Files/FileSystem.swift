import Glibc
import LinuxSystem

/// The few operations on files that the phases need, by byte paths and with errors that name the file.
public enum FileSystem {
    package static func failure(_ what: String, _ path: BytePath) -> BuildpackError {
        BuildpackError(.system, "cannot \(what) \(path): \(LinuxError.reason(errno))")
    }

    /// The status without following a final symlink; nil where nothing is there.
    public static func status(_ path: BytePath, followingLinks: Bool = false) throws(BuildpackError) -> FileStatus? {
        var raw = stat()
        let result = path.withCString { followingLinks ? stat($0, &raw) : lstat($0, &raw) }
        if result == 0 { return FileStatus(raw) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw failure("look at", path)
    }

    /// The names in a directory in byte order, without `.` and `..`; empty where there is no such directory.
    public static func names(in directory: BytePath) throws(BuildpackError) -> [[UInt8]] {
        guard let stream = directory.withCString({ opendir($0) }) else {
            if errno == ENOENT || errno == ENOTDIR { return [] }
            throw failure("list", directory)
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: UInt8.self, capacity: 256) { bytes in
                    Array(
                        UnsafeBufferPointer(
                            start: bytes, count: strlen(UnsafeRawPointer(bytes).assumingMemoryBound(to: CChar.self))))
                }
            }
            if name != [0x2E], name != [0x2E, 0x2E] { names.append(name) }
        }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// The whole file; nil where there is none. Throws past `limit` bytes.
    public static func read(_ path: BytePath, limit: Int = 4 << 20) throws(BuildpackError) -> [UInt8]? {
        let number = path.withCString { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
        guard number >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure("read", path)
        }
        let descriptor = Descriptor(owning: number)
        do {
            return try descriptor.readAll(limit: limit)
        } catch {
            throw BuildpackError(.system, "cannot read \(path): \(LinuxError.reason(error.code))")
        }
    }

    /// Writes a whole file, replacing what was there.
    public static func write(_ path: BytePath, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(BuildpackError) {
        let number = path.withCString { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode) }
        guard number >= 0 else { throw failure("write", path) }
        defer { close(number) }
        var done = 0
        while done < bytes.count {
            let count = bytes[done...].withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure("write", path) }
            done += count
        }
    }

    public static func write(_ path: BytePath, _ text: String, mode: UInt32 = 0o644) throws(BuildpackError) {
        try write(path, Array(text.utf8), mode: mode)
    }

    /// Makes the directory and what is missing above it.
    public static func makeDirectories(_ path: BytePath, mode: UInt32 = 0o755) throws(BuildpackError) {
        if path.withCString({ mkdir($0, mode) }) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, !path.parent.bytes.isEmpty, path.parent != path else {
            throw failure("make the directory", path)
        }
        try makeDirectories(path.parent, mode: mode)
        guard path.withCString({ mkdir($0, mode) }) == 0 || errno == EEXIST else {
            throw failure("make the directory", path)
        }
    }

    /// Removes a file or a whole tree; nothing there is no error. Symlinks are removed, never followed.
    public static func remove(_ path: BytePath) throws(BuildpackError) {
        guard let status = try status(path) else { return }
        guard status.kind == .directory else {
            guard path.withCString({ unlink($0) }) == 0 || errno == ENOENT else { throw failure("remove", path) }
            return
        }
        // A directory its owner made unreadable is still the owner's to remove.
        if status.mode & 0o700 != 0o700 { _ = path.withCString { chmod($0, 0o700) } }
        for name in try names(in: path) { try remove(path.appending(name)) }
        guard path.withCString({ rmdir($0) }) == 0 || errno == ENOENT else { throw failure("remove", path) }
    }

    /// Removes everything in a directory, which stays.
    public static func removeContents(of directory: BytePath) throws(BuildpackError) {
        for name in try names(in: directory) { try remove(directory.appending(name)) }
    }

    public static func rename(_ from: BytePath, to target: BytePath) throws(BuildpackError) {
        let result = from.withCString { source in target.withCString { Glibc.rename(source, $0) } }
        guard result == 0 else { throw failure("move", from) }
    }

    /// Where a symlink points.
    public static func linkTarget(_ path: BytePath) throws(BuildpackError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = path.withCString { name in
            buffer.withUnsafeMutableBytes { space in
                space.withMemoryRebound(to: CChar.self) { readlink(name, $0.baseAddress.unsafelyUnwrapped, $0.count) }
            }
        }
        guard count >= 0 else { throw failure("read the link", path) }
        return Array(buffer[..<count])
    }

    public static func makeSymlink(_ path: BytePath, target: [UInt8]) throws(BuildpackError) {
        let result = path.withCString { name in BytePath(target).withCString { symlink($0, name) } }
        guard result == 0 else { throw failure("make the link", path) }
    }

    /// Whether the path is a file that may be executed.
    public static func isExecutable(_ path: BytePath) -> Bool {
        let status = try? status(path, followingLinks: true)
        return status?.kind == .regular && path.withCString { access($0, X_OK) } == 0
    }
}
