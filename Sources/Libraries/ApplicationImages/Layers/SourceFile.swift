import BuildpackLifecycle
import Glibc
import LinuxSystem

/// A file of the source that goes into a layer from where it lies, without a copy in between.
package struct SourceFile: Sendable {
    package let path: BytePath
    /// Bytes.
    package let size: Int64
    private let stamp: FileStamp

    /// - Parameter status: what the file was when it was sent to the build.
    package init(_ path: BytePath, _ status: FileStatus) {
        self.path = path
        size = status.size
        stamp = FileStamp(status)
    }

    /// Opens the file. Throws `invalid` where it is not the one any more that was sent to the build.
    package func open() throws -> LinuxSystem.Descriptor {
        let number = path.withCString { Glibc.open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) }
        guard number >= 0 else { throw changed }
        let file = LinuxSystem.Descriptor(owning: number)
        var raw = stat()
        guard fstat(number, &raw) == 0, FileStamp(FileStatus(raw)) == stamp else { throw changed }
        return file
    }

    /// Reads the bytes at `offset` into the whole of `space`.
    package func read(at offset: Int64, into space: UnsafeMutableRawBufferPointer) throws {
        let file = try open()
        guard try file.fill(space, from: offset) else { throw changed }
    }

    private var changed: BuildFailure {
        BuildFailure(.invalid, "\(path) changed while it was built; build again when the source is at rest")
    }
}

extension LinuxSystem.Descriptor {
    /// Fills the whole of `space` with the bytes at `offset`; false where there are too few.
    func fill(_ space: UnsafeMutableRawBufferPointer, from offset: Int64) throws -> Bool {
        var filled = 0
        while filled < space.count {
            let count = pread(
                rawValue, space.baseAddress?.advanced(by: filled), space.count - filled, off_t(offset) + filled)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return false }
            filled += count
        }
        return true
    }
}
