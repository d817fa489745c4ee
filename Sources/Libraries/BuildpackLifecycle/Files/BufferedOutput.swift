import LinuxSystem

/// Gathers small writes to a descriptor into large ones.
public final class BufferedOutput {
    private static let size = 256 * 1024

    private let descriptor: Descriptor
    private let path: BytePath
    private var buffer: UnsafeMutableRawBufferPointer
    private var filled = 0

    /// Owns the descriptor `number` from now on; `path` is for messages.
    public convenience init(owning number: CInt, path: BytePath) {
        self.init(Descriptor(owning: number), path: path)
    }

    init(_ descriptor: Descriptor, path: BytePath) {
        self.descriptor = descriptor
        self.path = path
        buffer = .allocate(byteCount: Self.size, alignment: 16)
    }

    deinit { buffer.deallocate() }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        if filled + bytes.count > Self.size { try flush() }
        if bytes.count >= Self.size {
            try descriptor.writeAll(bytes, path: path)
        } else {
            UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(from: bytes)
            filled += bytes.count
        }
    }

    public func flush() throws {
        try descriptor.writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<filled]), path: path)
        filled = 0
    }
}
